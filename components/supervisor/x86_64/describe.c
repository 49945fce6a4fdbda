/* SPDX-License-Identifier: BSD-2-Clause */
/* What the CPU reports of a fault, in words. */
#include <cos/print.h>

#include "../fault.h"

static const char *const causes[] = {
    [COS_FAULT_DIVIDE] = "division by zero, or its result does not fit",
    [COS_FAULT_DEBUG] = "debug trap",
    [COS_FAULT_BREAKPOINT] = "breakpoint",
    [COS_FAULT_OVERFLOW] = "overflow trap",
    [COS_FAULT_BOUND] = "array bound exceeded",
    [COS_FAULT_OPCODE] = "invalid instruction",
    [COS_FAULT_NOFPU] = "floating-point or vector instruction in a component without FPU",
    [COS_FAULT_SEGMENT] = "segment not present",
    [COS_FAULT_STACK] = "stack segment fault",
    [COS_FAULT_PROTECTION] = "privileged instruction, or an address that cannot exist",
    [COS_FAULT_PAGE] = "page fault",
    [COS_FAULT_FPU] = "floating-point exception",
    [COS_FAULT_ALIGNMENT] = "misaligned access",
    [COS_FAULT_SIMD] = "vector floating-point exception",
};

/* One-byte instructions that a component may not execute. */
static const struct {
    uint8_t first, last;
    const char *name;
    bool port;
} privileged[] = {
    {0xe4, 0xe5, "in", true},    {0xe6, 0xe7, "out", true},  {0xec, 0xed, "in", true},
    {0xee, 0xef, "out", true},   {0x6c, 0x6d, "ins", true},  {0x6e, 0x6f, "outs", true},
    {0xf4, 0xf4, "hlt", false},  {0xfa, 0xfa, "cli", false}, {0xfb, 0xfb, "sti", false},
    {0xcf, 0xcf, "iret", false},
};

/* Returns the index of the privileged instruction that caused a protection fault, or -1. */
static int find_privileged(const struct crash *crash)
{
    uint8_t byte = (uint8_t)crash->instruction;

    if (byte == 0x66 || byte == 0xf3) /* prefixes: 16 bits, repeated */
        byte = (uint8_t)(crash->instruction >> 8);
    for (unsigned i = 0;
         crash->cause == COS_FAULT_PROTECTION && i < sizeof privileged / sizeof privileged[0]; i++)
        if (byte >= privileged[i].first && byte <= privileged[i].last)
            return (int)i;
    return -1;
}

/* Whether a fault was at the stack pointer, or shortly below it. */
static bool is_at_stack(const struct crash *crash)
{
    return crash->address + COS_PAGE_SIZE - fault_sp(crash) < 2 * COS_PAGE_SIZE;
}

static void describe_page_fault(const struct crash *crash, char *text, size_t bytes)
{
    const char *access = crash->code & 16  ? "execution of"
                         : crash->code & 2 ? "write to"
                                           : "read of";
    const char *reason = !(crash->code & 1) ? "not mapped"
                         : crash->code & 16 ? "not executable"
                                            : "read-only";

    cos_format(text, bytes, "page fault: %s 0x%lx, which is %s%s", access, crash->address, reason,
               is_at_stack(crash) ? "; the stack pointer is there: a stack overflow" : "");
}

void fault_describe(const struct crash *crash, char *text, size_t bytes)
{
    int instruction = find_privileged(crash);

    if (crash->cause == COS_FAULT_PAGE)
        describe_page_fault(crash, text, bytes);
    else if (instruction >= 0)
        cos_format(text, bytes, "privileged instruction: %s", privileged[instruction].name);
    else if (crash->cause < sizeof causes / sizeof causes[0] && causes[crash->cause] != NULL)
        cos_format(text, bytes, "%s", causes[crash->cause]);
    else
        cos_format(text, bytes, "fault %lu", crash->cause);
}

const char *fault_remedy(const struct crash *crash)
{
    int instruction = find_privileged(crash);

    if (instruction >= 0 && privileged[instruction].port)
        return "ports are reached by PORT_IN and PORT_OUT; the manifest grants them with `ports:`";
    if (crash->cause == COS_FAULT_NOFPU)
        return "a program that defines the symbol `" EVM_SYM_FPU "` may use the FPU";
    return NULL;
}
