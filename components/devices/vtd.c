/* SPDX-License-Identifier: BSD-2-Clause */
#include "vtd.h"

#include <stddef.h>

/* Registers: offsets. */
enum {
    CAPABILITY = 0x08,
    EXTENDED = 0x10,
    COMMAND = 0x18,
    STATUS = 0x1c,
    ROOT = 0x20,
    CONTEXT = 0x28,
    FAULT_STATUS = 0x34,
    FAULT_CONTROL = 0x38,
    FAULT_DATA = 0x3c,
    FAULT_ADDRESS = 0x40,
    FAULT_UPPER = 0x44,
    PROTECTED = 0x64,
    QUEUE_HEAD = 0x80,
    QUEUE_TAIL = 0x88,
    QUEUE_ADDRESS = 0x90,
    INTERRUPT_TABLE = 0xb8
};

/* Of the capabilities. */
#define BITS(word, from, count) ((word) >> (from) & ((1ull << (count)) - 1))
#define DOMAINS(cap)            (1u << (4 + 2 * BITS(cap, 0, 3)))
#define NEEDS_FLUSH(cap)        BITS(cap, 4, 1)
#define HAS_PROTECTED(cap)      BITS(cap, 5, 2)
#define CACHING_MODE(cap)       BITS(cap, 7, 1)
#define WIDTHS(cap)             BITS(cap, 8, 5) /* bit n: page tables of n + 2 levels */
#define FAULTS_AT(cap)          (unsigned)(BITS(cap, 24, 10) * 16)
#define FAULTS(cap)             (unsigned)(BITS(cap, 40, 8) + 1)
#define DRAINS_WRITES(cap)      BITS(cap, 54, 1)
#define DRAINS_READS(cap)       BITS(cap, 55, 1)
#define COHERENT(ecap)          BITS(ecap, 0, 1)
#define HAS_QUEUE(ecap)         BITS(ecap, 1, 1)
#define HAS_INTERRUPTS(ecap)    BITS(ecap, 3, 1)
#define TLB_AT(ecap)            (unsigned)(BITS(ecap, 8, 10) * 16 + 8)

/* Of COMMAND and STATUS. */
#define TRANSLATE        (1u << 31)
#define SET_ROOT         (1u << 30)
#define FLUSH_WRITES     (1u << 27)
#define QUEUE            (1u << 26)
#define CHECK_INTERRUPTS (1u << 25)
#define SET_INTERRUPTS   (1u << 24)
#define COMPATIBLE       (1u << 23)
/* Bits that each command must repeat. */
#define LASTING (TRANSLATE | QUEUE | CHECK_INTERRUPTS | COMPATIBLE)

#define PROTECTED_ON    (1u << 31)
#define PROTECTED_IS_ON 1u
#define CONTEXT_GO      (1ull << 63)
#define CONTEXT_ALL     (1ull << 61)
#define TLB_GO          (1ull << 63)
#define TLB_ALL         (1ull << 60)
#define TLB_DOMAIN      (2ull << 60)
#define TLB_READS       (1ull << 49)
#define TLB_WRITES      (1ull << 48)
#define TABLE_SIZE      7 /* VTD_INTERRUPTS is 2 to the power of this plus one */

/* Requests of the queue: two words each. */
#define REQUESTS        (VTD_PAGE / 16)
#define REQUEST_CONTEXT (1 | 1 << 4) /* all of them */
#define REQUEST_TLB     (2 | 1 << 4)
#define REQUEST_DOMAIN  (2 | 2 << 4)
#define REQUEST_WRITES  (1 << 6)
#define REQUEST_READS   (1 << 7)
#define REQUEST_IRQS    4
/* then writes the upper half to the address in the second word */
#define REQUEST_WAIT (5 | 1 << 5)

#define FAULT_OVERFLOW 1u
#define QUEUE_ERROR    (1u << 4)
#define FAULT_MASK     (1u << 31) /* of FAULT_CONTROL */
#define FAULT_BYTES    16
#define FAULT_VALID    (1ull << 63)
#define FAULT_READ     (1ull << 62)

#define POLLS 1000000

/* ---- Capabilities ---- */

unsigned vtd_pages(const struct vtd *unit)
{
    unsigned faults = FAULTS_AT(unit->capabilities) + FAULTS(unit->capabilities) * FAULT_BYTES;
    unsigned tlb = TLB_AT(unit->extended) + 8, end = faults > tlb ? faults : tlb;

    return (end + VTD_PAGE - 1) / VTD_PAGE;
}

unsigned vtd_levels(const struct vtd *unit)
{
    return (unsigned)WIDTHS(unit->capabilities) << 2;
}

uint32_t vtd_domains(const struct vtd *unit)
{
    return BITS(unit->capabilities, 0, 3) > 6 ? 0 : DOMAINS(unit->capabilities);
}

bool vtd_coherent(const struct vtd *unit)
{
    return COHERENT(unit->extended);
}

bool vtd_remembers_gaps(const struct vtd *unit)
{
    return CACHING_MODE(unit->capabilities);
}

bool vtd_interrupts(const struct vtd *unit)
{
    return HAS_INTERRUPTS(unit->extended) && HAS_QUEUE(unit->extended);
}

const char *vtd_probe(struct vtd *unit)
{
    unit->capabilities = vtd_in64(unit, CAPABILITY);
    unit->extended = vtd_in64(unit, EXTENDED);
    if (unit->capabilities == UINT64_MAX || unit->capabilities == 0)
        return "this machine's IOMMU does not answer";
    if (!(vtd_levels(unit) & (1u << 3 | 1u << 4)))
        return "this machine's IOMMU has page tables of neither 3 nor 4 levels";
    return vtd_domains(unit) == 0 ? "this machine's IOMMU is of a kind that is not known" : NULL;
}

/* ---- Commands ---- */

static bool give_up_on(struct vtd *unit)
{
    unit->failed = true;
    return false;
}

/* Changes lasting bits, or executes a single action, and waits for its completion. */
static bool command(struct vtd *unit, uint32_t set, uint32_t clear, uint32_t wait_set,
                    uint32_t wait_clear)
{
    vtd_out32(unit, COMMAND, (vtd_in32(unit, STATUS) & LASTING & ~clear) | set);
    for (unsigned i = 0; i < POLLS; i++) {
        uint32_t status = vtd_in32(unit, STATUS);

        if ((status & wait_set) == wait_set && (status & wait_clear) == 0)
            return true;
    }
    return give_up_on(unit);
}

static bool turn_on(struct vtd *unit, uint32_t bit)
{
    return command(unit, bit, 0, bit, 0);
}

static bool turn_off(struct vtd *unit, uint32_t bit)
{
    return command(unit, 0, bit, 0, bit);
}

/* Writes of the CPU to tables may still be in a buffer. */
static bool flush_writes(struct vtd *unit)
{
    return !NEEDS_FLUSH(unit->capabilities) || command(unit, FLUSH_WRITES, 0, 0, FLUSH_WRITES);
}

/* ---- Invalidation ---- */

static void put(struct vtd *unit, uint64_t low, uint64_t high)
{
    volatile uint64_t *request = unit->queue + 2 * unit->tail;

    request[0] = low;
    request[1] = high;
    vtd_write_back(request, 2 * sizeof *request);
    unit->tail = (unit->tail + 1) % REQUESTS;
}

/* Waits for the completion of all requests. */
static bool finish(struct vtd *unit)
{
    put(unit, REQUEST_WAIT | (uint64_t)++unit->ticket << 32, unit->done_physical);
    vtd_out64(unit, QUEUE_TAIL, (uint64_t)unit->tail << 4);
    for (unsigned i = 0; i < POLLS; i++) {
        if (*unit->done == unit->ticket)
            return true;
        if (vtd_in32(unit, FAULT_STATUS) & QUEUE_ERROR)
            break;
        vtd_write_back(unit->done, sizeof *unit->done);
    }
    return give_up_on(unit);
}

static bool poll_clear(struct vtd *unit, unsigned offset, uint64_t bit)
{
    for (unsigned i = 0; i < POLLS; i++)
        if (!(vtd_in64(unit, offset) & bit))
            return true;
    return give_up_on(unit);
}

static bool forget_by_registers(struct vtd *unit, uint16_t domain)
{
    uint64_t drain = (DRAINS_READS(unit->capabilities) ? TLB_READS : 0) |
                     (DRAINS_WRITES(unit->capabilities) ? TLB_WRITES : 0);

    vtd_out64(unit, CONTEXT, CONTEXT_GO | CONTEXT_ALL);
    if (!poll_clear(unit, CONTEXT, CONTEXT_GO))
        return false;
    vtd_out64(unit, TLB_AT(unit->extended),
              TLB_GO | drain | (domain == 0 ? TLB_ALL : TLB_DOMAIN) | (uint64_t)domain << 32);
    return poll_clear(unit, TLB_AT(unit->extended), TLB_GO);
}

bool vtd_forget(struct vtd *unit, uint16_t domain)
{
    uint64_t drain = (DRAINS_READS(unit->capabilities) ? REQUEST_READS : 0) |
                     (DRAINS_WRITES(unit->capabilities) ? REQUEST_WRITES : 0);

    if (unit->failed || !flush_writes(unit))
        return false;
    if (!HAS_QUEUE(unit->extended))
        return forget_by_registers(unit, domain);
    put(unit, REQUEST_CONTEXT, 0);
    put(unit, (domain == 0 ? REQUEST_TLB : REQUEST_DOMAIN) | drain | (uint64_t)domain << 16, 0);
    return finish(unit);
}

bool vtd_forget_interrupts(struct vtd *unit)
{
    if (unit->failed || !flush_writes(unit))
        return false;
    put(unit, REQUEST_IRQS, 0);
    return finish(unit);
}

/* ---- The beginning ---- */

/* Undoes the firmware's use of the queue and of interrupts, and starts the queue. */
static bool start_queue(struct vtd *unit)
{
    static const uint32_t firmwares[] = {CHECK_INTERRUPTS, COMPATIBLE, QUEUE};
    uint32_t status = vtd_in32(unit, STATUS);

    for (unsigned i = 0; i < sizeof firmwares / sizeof firmwares[0]; i++) /* one bit at a time */
        if ((status & firmwares[i]) && !turn_off(unit, firmwares[i]))
            return false;
    if (!HAS_QUEUE(unit->extended))
        return true;
    unit->tail = 0;
    vtd_out64(unit, QUEUE_TAIL, 0);
    vtd_out64(unit, QUEUE_ADDRESS, unit->queue_physical);
    return turn_on(unit, QUEUE);
}

static bool start_interrupts(struct vtd *unit, uint64_t table)
{
    vtd_out64(unit, INTERRUPT_TABLE, table | TABLE_SIZE);
    return turn_on(unit, SET_INTERRUPTS) && vtd_forget_interrupts(unit) &&
           turn_on(unit, CHECK_INTERRUPTS);
}

/* Turns off the firmware's protected memory ranges, which the tables replace. */
static bool end_protected(struct vtd *unit)
{
    if (!HAS_PROTECTED(unit->capabilities) || !(vtd_in32(unit, PROTECTED) & PROTECTED_ON))
        return true;
    vtd_out32(unit, PROTECTED, 0);
    for (unsigned i = 0; i < POLLS; i++)
        if (!(vtd_in32(unit, PROTECTED) & PROTECTED_IS_ON))
            return true;
    return give_up_on(unit);
}

bool vtd_start(struct vtd *unit, uint64_t root, uint64_t interrupts)
{
    vtd_out32(unit, FAULT_CONTROL, FAULT_MASK);
    if (!flush_writes(unit) || !start_queue(unit))
        return false;
    vtd_out64(unit, ROOT, root);
    return turn_on(unit, SET_ROOT) && vtd_forget(unit, 0) &&
           (interrupts == 0 || start_interrupts(unit, interrupts)) && turn_on(unit, TRANSLATE) &&
           end_protected(unit);
}

/* ---- A next life ---- */

bool vtd_runs(const struct vtd *unit, uint64_t root)
{
    return vtd_in32(unit, STATUS) & TRANSLATE && vtd_in64(unit, ROOT) == root;
}

/* Waits until the unit has executed what the earlier life has asked it for. */
static bool resume_queue(struct vtd *unit)
{
    uint64_t tail = vtd_in64(unit, QUEUE_TAIL);

    for (unsigned i = 0; i < POLLS; i++) {
        if (vtd_in64(unit, QUEUE_HEAD) == tail) {
            vtd_write_back(unit->done, sizeof *unit->done);
            unit->tail = (uint32_t)(tail >> 4) % REQUESTS;
            unit->ticket = *unit->done;
            return true;
        }
    }
    return give_up_on(unit);
}

bool vtd_resume(struct vtd *unit)
{
    bool ready = HAS_QUEUE(unit->extended) ? resume_queue(unit)
                                           : poll_clear(unit, CONTEXT, CONTEXT_GO) &&
                                                 poll_clear(unit, TLB_AT(unit->extended), TLB_GO);

    return ready && vtd_forget(unit, 0) &&
           (!(vtd_in32(unit, STATUS) & CHECK_INTERRUPTS) || vtd_forget_interrupts(unit)) &&
           end_protected(unit);
}

void vtd_stop(struct vtd *unit)
{
    turn_off(unit, TRANSLATE);
    turn_off(unit, CHECK_INTERRUPTS);
}

/* ---- Faults ---- */

void vtd_fault_event(struct vtd *unit, uint64_t address, uint32_t data)
{
    vtd_out32(unit, FAULT_DATA, data);
    vtd_out32(unit, FAULT_ADDRESS, (uint32_t)address);
    vtd_out32(unit, FAULT_UPPER, (uint32_t)(address >> 32));
    vtd_out32(unit, FAULT_CONTROL, 0);
}

bool vtd_fault(struct vtd *unit, struct vtd_fault *fault)
{
    unsigned count = FAULTS(unit->capabilities);

    for (unsigned i = 0; i < count; i++) {
        unsigned number = (unit->next_fault + i) % count;
        unsigned at = FAULTS_AT(unit->capabilities) + number * FAULT_BYTES;
        uint64_t high = vtd_in64(unit, at + 8);

        if (high & FAULT_VALID) {
            fault->address = vtd_in64(unit, at) & ~(uint64_t)(VTD_PAGE - 1);
            fault->source = (uint16_t)high;
            fault->reason = (uint8_t)(high >> 32);
            fault->write = !(high & FAULT_READ);
            vtd_out32(unit, at + 12, (uint32_t)(FAULT_VALID >> 32)); /* which clears it */
            unit->next_fault = (number + 1) % count;
            return true;
        }
    }
    vtd_out32(unit, FAULT_STATUS, FAULT_OVERFLOW); /* allows it to record again */
    return false;
}

bool vtd_has_fault(const struct vtd *unit)
{
    for (unsigned i = 0; i < FAULTS(unit->capabilities); i++)
        if (vtd_in64(unit, FAULTS_AT(unit->capabilities) + i * FAULT_BYTES + 8) & FAULT_VALID)
            return true;
    return false;
}
