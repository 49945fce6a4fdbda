/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/print.h>

#include "fault.h"

static const char *const operations[COS_OPS] = {
#define COS_OPERATION(name, ...) [COS_OP_##name] = #name,
#include <cos/operations.h>
};

/* The manifest keys that fill each range of slots. */
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
    {COS_SLOT_DEVICES, COS_SLOT_DEVICES, "pci"},
    {COS_SLOT_FILES, COS_SLOT_SOCKETS, "uses"},
};

/* Finds the stack whose guard page a page fault hit. */
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

/* The manifest cannot change a guest's own stack. */
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

static const char *operation_name(uint64_t word)
{
    uint64_t op = word & 255;

    return op < COS_OPS ? operations[op] : "an unknown operation";
}

void describe_cause(uint64_t id, const struct crash *crash, char *text, size_t bytes)
{
    uint64_t thread;
    enum overflow overflow = find_overflow(id, crash, &thread);

    if (overflow != OVERFLOW_NONE)
        describe_overflow(overflow, thread, text, bytes);
    else if (crash->cause == COS_FAULT_DENIED)
        cos_format(text, bytes, "denied: %s with slot %lu, which holds no capability for it",
                   operation_name(crash->code), crash->address);
    else
        fault_describe(crash, text, bytes);
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
    uint64_t thread;
    enum overflow overflow = find_overflow(id, crash, &thread);
    const char *key = crash->cause == COS_FAULT_DENIED ? key_for(crash) : NULL;
    const char *remedy = fault_remedy(crash);

    text[0] = 0;
    describe_more_stack(id, overflow, text, bytes);
    if (key != NULL)
        cos_format(text, bytes, "the manifest grants it with the key `%s:`", key);
    else if (crash->cause == COS_FAULT_DENIED)
        cos_format(text, bytes, "the component never had this capability, or not this right");
    else if (remedy != NULL)
        cos_format(text, bytes, "%s", remedy);
}
