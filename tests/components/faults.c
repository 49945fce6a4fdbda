/* SPDX-License-Identifier: BSD-2-Clause */
/* Every class of fault in a domain reaches its fault gate with cause, address, error code and
 * instruction pointer; the fault ends the call, the caller gets EDEAD, and all goes on. */
#include <cos/entry.h>

#include "check.h"
#include "domain.h"
#include "snippet.h"

#define ANY       0xdeadULL /* address not defined for this cause */
#define STRING(x) #x
#define NUMBER(x) STRING(x)

#define USE_STACK "mov $" NUMBER(0x402000) ", %esp\n"

SNIPPET(divide, "xor %ecx, %ecx; mov $1, %eax; cltd; idiv %ecx");
SNIPPET(step, USE_STACK "pushq $0x100; popfq; nop; nop");
SNIPPET(breakpoint, "int3");
SNIPPET(opcode, "ud2");
SNIPPET(x87, "fldz");
SNIPPET(sse, "pxor %xmm0, %xmm0");
SNIPPET(read_null, "mov 8, %rax");
SNIPPET(read_kernel, "mov $0xffffffff80000000, %rax; mov (%rax), %rax");
SNIPPET(write_code, "movl $1, 0x400000");
SNIPPET(write_null, "movl $1, 0x10");
SNIPPET(exec_data, "mov $0x401000, %eax; jmp *%rax");
SNIPPET(exec_null, "xor %eax, %eax; jmp *%rax");
SNIPPET(stack_overflow, USE_STACK "1: push %rax; jmp 1b");
SNIPPET(halt, "hlt");
SNIPPET(mask, "cli");
SNIPPET(unmask, "sti");
SNIPPET(port_out, "mov $0x80, %edx; out %al, %dx");
SNIPPET(port_in, "mov $0x60, %edx; in %dx, %al");
SNIPPET(read_control, "mov %cr3, %rax");
SNIPPET(write_control, "xor %eax, %eax; mov %rax, %cr0");
SNIPPET(write_msr, "mov $0xc0000080, %ecx; xor %eax, %eax; xor %edx, %edx; wrmsr");
SNIPPET(read_msr, "mov $0xc0000080, %ecx; rdmsr");
SNIPPET(load_table, "lidt 0x401000");
SNIPPET(store_table, "sidt 0x401000");
SNIPPET(status_word, "smsw %eax");
SNIPPET(flush, "invlpg 0x401000");
SNIPPET(interrupt, "int $0x80");
SNIPPET(timer_vector, "int $0x20");
SNIPPET(far_jump, "movl $0x400000, 0x401000; movw $8, 0x401004; ljmp *0x401000");
SNIPPET(kernel_return, USE_STACK "xor %ecx, %ecx; sysretq");
SNIPPET(segment, "mov $8, %eax; mov %eax, %ds");
SNIPPET(wild_jump, "mov $0x8000000000000000, %rax; jmp *%rax");
SNIPPET(wild_read, "mov $0x8000000000000000, %rax; mov (%rax), %rax");
SNIPPET(wild_stack, "mov $0x8000000000000000, %rsp; push %rax");
SNIPPET(align, USE_STACK "pushq $0x40000; popfq; mov 0x401001, %eax; int3");
SNIPPET(simd, USE_STACK "pushq $0; ldmxcsr (%rsp); xorps %xmm0, %xmm0; divps %xmm0, %xmm0; int3");
SNIPPET(write_base, "xor %eax, %eax; wrfsbase %rax");
SNIPPET(read_base, "rdgsbase %rax");
SNIPPET(x87_error, USE_STACK "pushq $0; fninit; fldcw (%rsp); fldz; fld1; fdiv %st(1), %st; fwait");

static const struct fault {
    const char *name;
    const uint8_t *start, *end;
    uint64_t cause, address;
    unsigned flags;
} faults[] =
    {
#define FAULT(name, code, cause, address, flags)                          \
    {                                                                     \
        name, code##_start, code##_end, COS_FAULT_##cause, address, flags \
    }
        FAULT("division by zero", divide, DIVIDE, ANY, 0),
        FAULT("single step", step, DEBUG, ANY, 0),
        FAULT("breakpoint", breakpoint, BREAKPOINT, ANY, 0),
        FAULT("undefined opcode", opcode, OPCODE, ANY, 0),
        FAULT("x87 instruction without FPU", x87, NOFPU, ANY, 0),
        FAULT("SSE instruction without FPU", sse, NOFPU, ANY, 0),
        FAULT("read through a null pointer", read_null, PAGE, 8, 0),
        FAULT("read of kernel memory", read_kernel, PAGE, 0xffffffff80000000, 0),
        FAULT("write to code", write_code, PAGE, DOMAIN_CODE, 0),
        FAULT("write through a null pointer", write_null, PAGE, 0x10, 0),
        FAULT("execution of data", exec_data, PAGE, DOMAIN_DATA, 0),
        FAULT("jump to null", exec_null, PAGE, 0, 0),
        FAULT("stack overflow into code", stack_overflow, PAGE, DOMAIN_DATA - 8, 0),
        FAULT("hlt", halt, PROTECTION, ANY, 0),
        FAULT("cli", mask, PROTECTION, ANY, 0),
        FAULT("sti", unmask, PROTECTION, ANY, 0),
        FAULT("out", port_out, PROTECTION, ANY, 0),
        FAULT("in", port_in, PROTECTION, ANY, 0),
        FAULT("read of cr3", read_control, PROTECTION, ANY, 0),
        FAULT("write to cr0", write_control, PROTECTION, ANY, 0),
        FAULT("wrmsr", write_msr, PROTECTION, ANY, 0),
        FAULT("rdmsr", read_msr, PROTECTION, ANY, 0),
        FAULT("lidt", load_table, PROTECTION, ANY, 0),
        FAULT("sidt", store_table, PROTECTION, ANY, 0),
        FAULT("smsw", status_word, PROTECTION, ANY, 0),
        FAULT("invlpg", flush, PROTECTION, ANY, 0),
        FAULT("int 0x80", interrupt, PROTECTION, ANY, 0),
        FAULT("int of an interrupt's vector", timer_vector, PROTECTION, ANY, 0),
        FAULT("far jump into the kernel's segment", far_jump, PROTECTION, ANY, 0),
        FAULT("sysret", kernel_return, PROTECTION, ANY, 0),
        FAULT("load of the kernel's segment", segment, PROTECTION, ANY, 0),
        FAULT("jump to a non-canonical address", wild_jump, PROTECTION, ANY, 0),
        FAULT("read of a non-canonical address", wild_read, PROTECTION, ANY, 0),
        FAULT("wrfsbase", write_base, OPCODE, ANY, 0),
        FAULT("rdgsbase", read_base, OPCODE, ANY, 0),
        FAULT("x87 floating-point exception", x87_error, FPU, ANY, COS_COMP_FPU),
},
  unemulated[] = {
      /* QEMU's TCG raises other faults for these, or none: then the breakpoint behind */
      FAULT("push at a non-canonical address", wild_stack, STACK, ANY, 0),
      FAULT("misaligned read with alignment check", align, ALIGNMENT, ANY, 0),
      FAULT("SIMD floating-point exception", simd, SIMD, ANY, COS_COMP_FPU),
};

static struct domain plain, with_fpu;
static struct {
    uint64_t count, cause, address, code, ip;
} seen;

COS_ENTRY(fault_gate, record);
extern const uint8_t fault_gate[];

struct cos_result record(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip,
                         uint64_t token, uint64_t thread)
{
    (void)token;
    (void)thread;
    seen.count++;
    seen.cause = cause;
    seen.address = address;
    seen.code = code;
    seen.ip = ip;
    return (struct cos_result){.value = COS_UNWIND};
}

static int64_t provoke(const struct fault *fault)
{
    struct domain *domain = fault->flags & COS_COMP_FPU ? &with_fpu : &plain;

    seen.count = 0;
    domain_load(domain, fault->start, fault->end);
    return cos_call(domain->gate, 0, 0, 0, 0).value;
}

static void try(const struct fault *fault)
{
    int64_t result = provoke(fault);

    if (result != -COS_EDEAD || seen.count != 1 || seen.cause != fault->cause)
        cos_print("# result %lld, %llu faults, cause %llu, expected %llu, address 0x%llx, code "
                  "0x%llx, ip 0x%llx\n",
                  (long long)result, (unsigned long long)seen.count, (unsigned long long)seen.cause,
                  (unsigned long long)fault->cause, (unsigned long long)seen.address,
                  (unsigned long long)seen.code, (unsigned long long)seen.ip);
    check(result == -COS_EDEAD && seen.count == 1 && seen.cause == fault->cause &&
              (fault->address == ANY || seen.address == fault->address),
          "%s", fault->name);
}

/* As try(), but skipped where the machine behaves differently. */
static void try_unemulated(const struct fault *fault)
{
    if (provoke(fault) == -COS_EDEAD && seen.count == 1 && seen.cause != fault->cause)
        cos_print("skip - %s: the machine raises cause %llu\n", fault->name,
                  (unsigned long long)seen.cause);
    else
        try(fault);
}

int main(const struct cos_start *start)
{
    uint64_t handler = slot_take();

    (void)start;
    check_result(cos_make_gate(COS_SLOT_COMP, handler, (uint64_t)fault_gate, 0), 0,
                 "a gate for faults");
    check_result(domain_make(&plain, 0, handler), 0, "a domain without FPU");
    check_result(domain_make(&with_fpu, COS_COMP_FPU, handler), 0, "a domain with FPU");
    for (unsigned i = 0; i < sizeof faults / sizeof faults[0]; i++)
        try(&faults[i]);
    for (unsigned i = 0; i < sizeof unemulated / sizeof unemulated[0]; i++)
        try_unemulated(&unemulated[i]);
    return check_done();
}
