/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/print.h>

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
    [COS_FAULT_DENIED] = "denied",
    [COS_FAULT_DEPTH_EXCEEDED] = "faults nested too deep",
};

static const char *const operations[COS_OPS] = {
    [COS_OP_CALL] = "CALL",
    [COS_OP_RETURN] = "RETURN",
    [COS_OP_SIGNAL] = "SIGNAL",
    [COS_OP_WAIT] = "WAIT",
    [COS_OP_DISPATCH] = "DISPATCH",
    [COS_OP_IDLE] = "IDLE",
    [COS_OP_THREAD_WAKE] = "THREAD_WAKE",
    [COS_OP_THREAD_SET] = "THREAD_SET",
    [COS_OP_THREAD_SIGNAL] = "THREAD_SIGNAL",
    [COS_OP_TIMER] = "TIMER",
    [COS_OP_YIELD] = "YIELD",
    [COS_OP_THREAD_BIND] = "THREAD_BIND",
    [COS_OP_THREAD_READ] = "THREAD_READ",
    [COS_OP_THREAD_WRITE] = "THREAD_WRITE",
    [COS_OP_VCPU_ENTER] = "VCPU_ENTER",
    [COS_OP_MAP] = "MAP",
    [COS_OP_UNMAP] = "UNMAP",
    [COS_OP_PT_GROW] = "PT_GROW",
    [COS_OP_PEEK] = "PEEK",
    [COS_OP_ZERO] = "ZERO",
    [COS_OP_RECLAIM] = "RECLAIM",
    [COS_OP_REGION_DERIVE] = "REGION_DERIVE",
    [COS_OP_REGION_INFO] = "REGION_INFO",
    [COS_OP_MAKE_PAGETABLE] = "MAKE_PAGETABLE",
    [COS_OP_MAKE_COMP] = "MAKE_COMP",
    [COS_OP_MAKE_THREAD] = "MAKE_THREAD",
    [COS_OP_MAKE_ENDPOINTS] = "MAKE_ENDPOINTS",
    [COS_OP_ENDPOINT] = "ENDPOINT",
    [COS_OP_MAKE_GATE] = "MAKE_GATE",
    [COS_OP_COMP_FAULT] = "COMP_FAULT",
    [COS_OP_CAP_GROW] = "CAP_GROW",
    [COS_OP_CAP_COPY] = "CAP_COPY",
    [COS_OP_CAP_DROP] = "CAP_DROP",
    [COS_OP_REVOKE] = "REVOKE",
    [COS_OP_CAP_INFO] = "CAP_INFO",
    [COS_OP_COMP_KILL] = "COMP_KILL",
    [COS_OP_PORT_IN] = "PORT_IN",
    [COS_OP_PORT_OUT] = "PORT_OUT",
    [COS_OP_IO_DERIVE] = "IO_DERIVE",
    [COS_OP_IRQ_BIND] = "IRQ_BIND",
    [COS_OP_IRQ_ACK] = "IRQ_ACK",
    [COS_OP_THREAD_TIME] = "THREAD_TIME",
    [COS_OP_SET_FSBASE] = "SET_FSBASE",
    [COS_OP_IRQ_MSI] = "IRQ_MSI",
    [COS_OP_PT_WRITE_BACK] = "PT_WRITE_BACK",
};

/* Instructions of one byte that a component may not execute. */
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

/* Manifest keys by the slots that they fill. */
static const struct {
    uint16_t first, last;
    const char *key;
} keys[] = {
    {COS_SLOT_IRQ, COS_SLOT_PORTS - 1, "irqs"},
    {COS_SLOT_PORTS, COS_SLOT_MMIO - 1, "ports"},
    {COS_SLOT_MMIO, COS_SLOT_CALL - 1, "mmio"},
    {COS_SLOT_CALL, COS_SLOT_SIGNAL - 1, "calls"},
    {COS_SLOT_SIGNAL, COS_SLOT_SIGNAL + COS_SIGNALS - 1, "signals"},
    {COS_SLOT_BOOTER, COS_SLOT_BOOTER, "booter"},
    {COS_SLOT_FILES, COS_SLOT_SOCKETS, "uses"},
};

/* The privileged instruction that a protection fault is about: index, or -1. */
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

/* The stack that a page fault was below, in the page where nothing is ever mapped. */
enum overflow { OVERFLOW_NONE, OVERFLOW_OWN, OVERFLOW_CALLER };

static enum overflow find_overflow(uint64_t id, const struct crash *crash, uint64_t *thread)
{
    uint64_t low = component(id)->stack_low, at = crash->address - COS_STACKS;

    if (crash->cause != COS_FAULT_PAGE)
        return OVERFLOW_NONE;
    if (low != 0 && crash->address < low && low - crash->address <= COS_PAGE_SIZE)
        return OVERFLOW_OWN;
    *thread = at % COS_STACK_SET / COS_STACK_STRIDE;
    if (at >= COS_STACKS_END - COS_STACKS || at % COS_STACK_STRIDE >= COS_PAGE_SIZE ||
        !(component(id)->callers[at / COS_STACK_SET] & 1ull << *thread))
        return OVERFLOW_NONE;
    return OVERFLOW_CALLER;
}

static void describe_overflow(enum overflow overflow, uint64_t thread, char *text, size_t bytes)
{
    if (overflow == OVERFLOW_OWN) {
        cos_format(text, bytes, "stack overflow: of its own thread's stack");
    } else {
        cos_format(text, bytes, "stack overflow: of the stack that it has for the thread of `%s`",
                   component(thread)->name);
    }
}

/* Whether a fault was at the stack pointer, or shortly below it. */
static bool is_at_stack(const struct crash *crash)
{
    return crash->address + COS_PAGE_SIZE - crash->regs[COS_REG_RSP] < 2 * COS_PAGE_SIZE;
}

/* A guest's own stack is none that the manifest could change. */
static void describe_more_stack(uint64_t id, enum overflow overflow, char *text, size_t bytes)
{
    uint32_t pages = component(id)->stack_pages;

    if (overflow == OVERFLOW_CALLER) {
        cos_format(
            text, bytes,
            "a stack for a caller has %u KiB; what the component does when called must need less",
            COS_PAGE_SIZE / 1024);
    } else if (overflow == OVERFLOW_OWN && pages != 0) {
        cos_format(text, bytes, "it has %u KiB; the manifest gives more with the key `stack:`",
                   pages * (COS_PAGE_SIZE / 1024));
    }
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

static const char *operation_name(uint64_t word)
{
    uint64_t op = word & 255;

    return op < COS_OPS && operations[op] != NULL ? operations[op] : "an unknown operation";
}

void describe_cause(uint64_t id, const struct crash *crash, char *text, size_t bytes)
{
    int instruction = find_privileged(crash);
    uint64_t thread;
    enum overflow overflow = find_overflow(id, crash, &thread);

    if (overflow != OVERFLOW_NONE) {
        describe_overflow(overflow, thread, text, bytes);
    } else if (crash->cause == COS_FAULT_PAGE) {
        describe_page_fault(crash, text, bytes);
    } else if (crash->cause == COS_FAULT_DENIED) {
        cos_format(text, bytes, "denied: %s with slot %lu, which holds no capability for it",
                   operation_name(crash->code), crash->address);
    } else if (instruction >= 0) {
        cos_format(text, bytes, "privileged instruction: %s", privileged[instruction].name);
    } else if (crash->cause < sizeof causes / sizeof causes[0] && causes[crash->cause] != NULL) {
        cos_format(text, bytes, "%s", causes[crash->cause]);
    } else {
        cos_format(text, bytes, "fault %lu", crash->cause);
    }
}

static const char *key_for(const struct crash *crash)
{
    uint64_t op = crash->code & 255;

    if (op == COS_OP_IRQ_MSI)
        return "pci";
    for (unsigned i = 0; i < sizeof keys / sizeof keys[0]; i++)
        if (crash->address >= keys[i].first && crash->address <= keys[i].last)
            return keys[i].key;
    if (op == COS_OP_PORT_IN || op == COS_OP_PORT_OUT)
        return "ports";
    return op == COS_OP_IRQ_BIND || op == COS_OP_IRQ_ACK ? "irqs" : NULL;
}

void describe_remedy(uint64_t id, const struct crash *crash, char *text, size_t bytes)
{
    int instruction = find_privileged(crash);
    uint64_t thread;
    enum overflow overflow = find_overflow(id, crash, &thread);
    const char *key = crash->cause == COS_FAULT_DENIED ? key_for(crash) : NULL;

    text[0] = 0;
    describe_more_stack(id, overflow, text, bytes);
    if (key != NULL) {
        cos_format(text, bytes, "the manifest grants it with the key `%s:`", key);
    } else if (crash->cause == COS_FAULT_DENIED) {
        cos_format(text, bytes, "the component never had this capability, or not this right");
    } else if (instruction >= 0 && privileged[instruction].port) {
        cos_format(
            text, bytes,
            "ports are reached by PORT_IN and PORT_OUT; the manifest grants them with `ports:`");
    } else if (crash->cause == COS_FAULT_NOFPU) {
        cos_format(text, bytes, "a program that defines the symbol `%s` may use the FPU",
                   EVM_SYM_FPU);
    }
}
