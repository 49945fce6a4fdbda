/* SPDX-License-Identifier: BSD-2-Clause */
/* No register leaks from one protection domain into another. The caller fills all with poison, the
 * callee stores what it finds; the callee fills all with poison, the caller checks what comes back.
 * By call and return, by a fault and its handler, and for system calls; between components with and
 * without FPU. Both a program with FPU and one without run this. */
#include <cos/entry.h>

#include "check.h"
#include "vectors.h"

enum { RAX, RBX, RCX, RDX, RSI, RDI, RBP, RSP, R8, R9, R10, R11, R12, R13, R14, R15, REGISTERS };

#define POISON   0x5eafb00b5eafb00b
#define TOKEN    0x77
#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x)

/* Stores all general registers from `base` on, in the order of the enum. */
#define STORE(base)                                                                 \
    "mov %rax, " base "+0x00\n mov %rbx, " base "+0x08\n mov %rcx, " base "+0x10\n" \
    "mov %rdx, " base "+0x18\n"                                                     \
    "mov %rsi, " base "+0x20\n mov %rdi, " base "+0x28\n mov %rbp, " base "+0x30\n" \
    "mov %rsp, " base "+0x38\n"                                                     \
    "mov %r8,  " base "+0x40\n mov %r9,  " base "+0x48\n mov %r10, " base "+0x50\n" \
    "mov %r11, " base "+0x58\n"                                                     \
    "mov %r12, " base "+0x60\n mov %r13, " base "+0x68\n mov %r14, " base "+0x70\n" \
    "mov %r15, " base "+0x78\n"

#define FILL                                                                                       \
    "movabs $" TEXT(POISON) ", %rbx\n mov %rbx, %rbp\n mov %rbx, %r9\n mov %rbx, %r10\n"           \
                            "mov %rbx, %r11\n"                                                     \
                            "mov %rbx, %rcx\n mov %rbx, %r12\n mov %rbx, %r13\n mov %rbx, %r14\n " \
                            "mov %rbx, %r15\n"

/* Makes the system call `word` with poison in every register that is not an argument; stores the
 * registers afterwards. */
void poisoned_syscall(uint64_t word, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3);
__asm__(".text\npoisoned_syscall:\n"
        "push %rbx\n push %rbp\n push %r12\n push %r13\n push %r14\n push %r15\n"
        "mov %rsp, after_sp\n"
        "mov %rdi, %rax\n mov %rsi, %rdi\n mov %rdx, %rsi\n mov %rcx, %rdx\n" FILL
        "syscall\n" STORE("after") "mov after_sp, %rsp\n pop %r15\n pop %r14\n pop %r13\n pop "
                                   "%r12\n pop %rbp\n pop %rbx\n"
                                   "ret\n");

/* Fault handler that stores what it finds and unwinds. */
extern const uint8_t store_handler[];
/* clang-format off */
__asm__(".text\nstore_handler:\n" STORE("handler") "mov $" TEXT(COS_UNWIND) ", %edi\n mov $"
        TEXT(COS_OP_RETURN)
        ", %eax\n syscall\n ud2\n");
/* clang-format on */

uint64_t after[REGISTERS], handler[REGISTERS], after_sp;

#define POISON_ALL                                                             \
    FILL "mov %rbx, %rax\n mov %rbx, %rsp\n mov %rbx, %rdi\n mov %rbx, %rsi\n" \
         "mov %rbx, %rdx\n mov %rbx, %r8\n"

SNIPPET(callee, STORE("0x401000") POISON_ALL
        "mov $0x111, %edi\n mov $0x222, %esi\n mov $0x333, %edx\n mov $" TEXT(
            COS_OP_RETURN) ", %eax\n syscall\n ud2");
SNIPPET(crash, POISON_ALL "ud2");
SNIPPET(fill_and_crash, "vpcmpeqd %ymm0, %ymm0, %ymm0\n" POISON_ALL "ud2");
static struct domain plain, with_fpu;

/* All registers but those in the bit mask `except` are 0. */
static bool zero_but(const uint64_t *registers, unsigned except)
{
    bool zero = true;

    for (unsigned i = 0; i < REGISTERS; i++) {
        if (except & 1u << i || registers[i] == 0)
            continue;
        cos_print("# register %u holds 0x%llx\n", i, (unsigned long long)registers[i]);
        zero = false;
    }
    return zero;
}

#define BIT(reg) (1u << (reg))
/* its address, flags and stack: the CPU's own return needs them */
#define RETURN_STATE (BIT(RCX) | BIT(R11) | BIT(RSP))

static void check_call(struct domain *domain)
{
    const uint64_t *found = (const uint64_t *)domain->data;

    domain_load(domain, callee_start, callee_end);
    poisoned_syscall(COS_SYSCALL(COS_OP_CALL, domain->gate), 1, 2, 3, 4);
    check(found[RDI] == 1 && found[RSI] == 2 && found[RDX] == 3 && found[R8] == 4,
          "the callee gets the arguments");
    check_result(found[R9], 0, "and the gate's token");
    check_result(found[R10], cos_cap_info(COS_SLOT_THREAD).v1, "and the thread's id");
    check(zero_but(found, BIT(RDI) | BIT(RSI) | BIT(RDX) | BIT(R8) | BIT(R9) | BIT(R10) | BIT(RCX) |
                              BIT(R11)),
          "and nothing else of the caller");
    check(found[RCX] != POISON && found[R11] != POISON, "nor in rcx and r11");
    check(after[RAX] == 0x111 && after[RDI] == 0x222 && after[RSI] == 0x333,
          "the caller gets the results");
    check(zero_but(after, BIT(RAX) | BIT(RDI) | BIT(RSI) | RETURN_STATE),
          "and nothing else of the callee");
    check(after[RCX] != POISON && after[R11] != POISON, "nor in rcx and r11");
    check(after[RSP] == after_sp, "and its stack back");
}

static void check_fault(struct domain *domain, const uint8_t *start, const uint8_t *end)
{
    domain_load(domain, start, end);
    poisoned_syscall(COS_SYSCALL(COS_OP_CALL, domain->gate), 1, 2, 3, 4);
    check_result(handler[RDI], COS_FAULT_OPCODE, "a fault handler gets the cause");
    check(zero_but(handler, BIT(RDI) | BIT(RSI) | BIT(RDX) | BIT(R8) | BIT(R9) | BIT(R10) |
                                BIT(RCX) | BIT(R11)),
          "and nothing of what faulted in its registers");
    check(handler[RCX] != POISON && handler[R11] != POISON && handler[RDX] != POISON &&
              handler[RSI] != POISON,
          "nor in the others");
    check_result(after[RAX], -COS_EDEAD, "the caller gets EDEAD");
    check(zero_but(after, BIT(RAX) | RETURN_STATE), "and nothing of what faulted");
}

/* Vector registers are initial, whichever component used the FPU last, and for whatever. */
static void check_vectors(void)
{
    domain_load(&with_fpu, store_and_fill_start, store_and_fill_end);
    for (unsigned i = 0; i < 2; i++) {
        check_result(cos_call(with_fpu.gate, 0, 0, 0, 0).value, 0, "a call into a domain with FPU");
        check(found_initial(&with_fpu), "it finds initial vector registers and control words");
    }
    domain_load(&plain, store_and_fill_start, store_and_fill_end);
    check_result(cos_call(plain.gate, 0, 0, 0, 0).value, -COS_EDEAD,
                 "a domain without FPU cannot use it");
    check(handler[RDI] == COS_FAULT_NOFPU || handler[RDI] == COS_FAULT_OPCODE,
          "which is a fault: of SSE, or of AVX");
}

static void check_syscall(void)
{
    poisoned_syscall(COS_SYSCALL(COS_OP_CAP_INFO, COS_SLOT_REGION), 1, 2, 3, 4);
    check_result(after[RAX], COS_CAP_REGION, "a system call returns its result");
    check(after[RBX] == POISON && after[RBP] == POISON && after[R12] == POISON &&
              after[R13] == POISON && after[R14] == POISON && after[R15] == POISON,
          "keeps the registers that it should");
    check(after[R8] == 0 && after[R9] == 0 && after[R10] == 0, "and returns the rest as 0");
}

int main(const struct cos_start *start)
{
    uint64_t gate = slot_take();

    (void)start;
    check_result(cos_make_gate(COS_SLOT_COMP, gate, (uint64_t)store_handler, TOKEN), 0,
                 "a gate for faults");
    check_result(domain_make(&plain, 0, gate), 0, "a domain");
    check_result(domain_make(&with_fpu, COS_COMP_FPU, gate), 0, "a domain with FPU");
    check_call(&plain);
    check_call(&with_fpu);
    check_vectors();
    check_call(&with_fpu);
    check_call(&plain);
    check_fault(&plain, crash_start, crash_end);
    check_fault(&with_fpu, fill_and_crash_start, fill_and_crash_end);
    check_vectors();
    check_syscall();
    return check_done();
}
