/* SPDX-License-Identifier: BSD-2-Clause */
/* FPU and vector state and the FS base belong to their thread: they survive preemption by another
 * component that uses them, and calls do not carry them between components. Two instances of this
 * program run at once, each with its own patterns (argument). */
#include <cos/entry.h>

#include "check.h"
#include "vectors.h"

#define BYTES  VECTOR_BYTES
#define RUN_US 200000 /* many time slices */
#define SPIN   20000

__asm__(".globl evm_fpu\n .set evm_fpu, 1"); /* this component uses the FPU */

struct vectors {
    uint8_t ymm[VECTORS][BYTES];
    uint32_t mxcsr;
    uint16_t control;
    uint64_t x87;
};

/* Load and store all state; `vectors_hold` loads, spins `count` rounds and stores. */
void vectors_load(const struct vectors *from);
void vectors_store(struct vectors *to);
void vectors_hold(const struct vectors *from, struct vectors *to, uint64_t count);
__asm__(".text\n"
        "vectors_load:\n .irp n, " VECTOR_NUMBERS "\n vmovups 32*\\n(%rdi), %ymm\\n\n .endr\n"
        "ldmxcsr 512(%rdi)\n fninit\n fldcw 516(%rdi)\n fildll 520(%rdi)\n ret\n"
        "vectors_store:\n .irp n, " VECTOR_NUMBERS "\n vmovups %ymm\\n, 32*\\n(%rdi)\n .endr\n"
        "stmxcsr 512(%rdi)\n fnstcw 516(%rdi)\n fistpll 520(%rdi)\n ret\n"
        "vectors_hold:\n push %rdx\n push %rsi\n call vectors_load\n pop %rdi\n pop %rcx\n"
        "1: dec %rcx\n jnz 1b\n jmp vectors_store\n");
_Static_assert(offsetof(struct vectors, mxcsr) == 512 && offsetof(struct vectors, control) == 516 &&
                   offsetof(struct vectors, x87) == 520,
               "the code above is out of date");

SNIPPET(plain_return, STORE_BY_FS
        "mov $1, %eax\n xor %edi, %edi\n xor %esi, %esi\n xor %edx, %edx\n syscall\n ud2");
_Static_assert(COS_OP_RETURN == 1, "the code above is out of date");

static struct vectors mine, seen;
static struct domain with_fpu, plain;

COS_ENTRY(fault_gate, unwind);
extern const uint8_t fault_gate[];

struct cos_result unwind(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip,
                         uint64_t token, uint64_t thread)
{
    (void)code, (void)token, (void)thread;
    cos_print("# fault %llu at 0x%llx, address 0x%llx\n", (unsigned long long)cause,
              (unsigned long long)ip, (unsigned long long)address);
    return (struct cos_result){.value = COS_UNWIND};
}

static void make_pattern(uint64_t seed)
{
    for (unsigned i = 0; i < VECTORS; i++)
        for (unsigned j = 0; j < BYTES; j++)
            mine.ymm[i][j] = (uint8_t)(seed * 67 + i * 31 + j + 1);
    mine.mxcsr = ROUND;
    mine.control = CONTROL;
    mine.x87 = seed * 0x1234567 + 1;
}

static uint64_t fs_word(void)
{
    uint64_t word;

    __asm__ volatile("mov %%fs:0, %0" : "=r"(word));
    return word;
}

static void check_base(void)
{
    check_result(cos_set_fsbase(COS_USER_TOP), -COS_EINVAL,
                 "an FS base beyond the user's addresses is refused");
    check_result(cos_set_fsbase((uint64_t)&mine.x87), 0, "an FS base");
    check(fs_word() == mine.x87, "%%fs:0 is the word there");
}

static bool same(const struct vectors *a, const struct vectors *b)
{
    return memcmp(a->ymm, b->ymm, sizeof a->ymm) == 0 && a->mxcsr == b->mxcsr &&
           a->control == b->control && a->x87 == b->x87;
}

static void check_preemption(void)
{
    uint64_t rounds = 0, wrong = 0;

    for (uint64_t end = cos_tsc() + cos_ticks(RUN_US); cos_tsc() < end; rounds++) {
        vectors_hold(&mine, &seen, SPIN);
        wrong += !same(&mine, &seen) || fs_word() != mine.x87;
    }
    check(rounds > 10 && wrong == 0,
          "vector and x87 registers and FS base are kept over %llu rounds",
          (unsigned long long)rounds);
}

static void check_calls(uint64_t handler)
{
    static uint8_t ones[BYTES];
    bool leaked = false;

    memset(ones, 0xff, sizeof ones);
    check_result(domain_make(&with_fpu, COS_COMP_FPU, handler), 0, "a domain with FPU");
    domain_load(&with_fpu, store_and_fill_start, store_and_fill_end);
    vectors_load(&mine);
    int64_t result = cos_call(with_fpu.gate, 0, 0, 0, 0).value;
    vectors_store(&seen);
    check_result(result, 0, "a call into it");
    check(found_initial(&with_fpu), "it finds initial vector registers and control words");
    for (unsigned i = 0; i < VECTORS; i++)
        leaked |= memcmp(seen.ymm[i], ones, BYTES) == 0 || memcmp(seen.ymm[i] + 16, ones, 16) == 0;
    check(!leaked, "its own do not come back");
    check(fs_word() == mine.x87, "the FS base is kept");

    check_result(domain_make(&plain, 0, handler), 0, "a domain without FPU");
    domain_load(&plain, plain_return_start, plain_return_end);
    vectors_load(&mine);
    result = cos_call(plain.gate, 0, 0, 0, 0).value;
    vectors_store(&seen);
    check_result(result, 0, "a call into it");
    check(same(&mine, &seen), "it leaves vector and x87 registers alone");
    check(fs_word() == mine.x87, "and the FS base");
}

int main(const struct cos_start *start)
{
    uint64_t handler = slot_take();

    make_pattern(start->id);
    check_result(cos_make_gate(COS_SLOT_COMP, handler, (uint64_t)fault_gate, 0), 0,
                 "a gate for faults");
    check_base();
    check_preemption();
    check_calls(handler);
    return check_done();
}
