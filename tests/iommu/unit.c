/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"

#include <string.h>

/* Registers, by the names of the specification. */
enum {
    CAP_REG = 0x08,
    ECAP_REG = 0x10,
    GCMD_REG = 0x18,
    GSTS_REG = 0x1c,
    RTADDR_REG = 0x20,
    CCMD_REG = 0x28,
    FSTS_REG = 0x34,
    FECTL_REG = 0x38,
    PMEN_REG = 0x64,
    IQH_REG = 0x80,
    IQT_REG = 0x88,
    IQA_REG = 0x90,
    IRTA_REG = 0xb8,
    IOTLB_REG = 0xf8,
    FRCD_REG = 0x220
};

#define ONCE     0x49000000u /* one-shot commands: root, interrupt table, write buffers */
#define LASTING  0x86800000u
#define QUEUE_ON 0x04000000u
#define MASK     0x80000000u

struct model model;

static uint64_t registers[128], queue[512] __attribute__((aligned(4096)));
static uint32_t done;
static unsigned head, next; /* next request to serve; next fault record to write */
static bool pending;        /* a fault event, masked */

void model_make(struct vtd *unit, uint64_t capabilities, uint64_t extended)
{
    memset(registers, 0, sizeof registers);
    memset(queue, 0, sizeof queue);
    head = next = 0;
    pending = false;
    model = (struct model){.capabilities = capabilities, .extended = extended};
    *unit = (struct vtd){
        .queue = queue, .queue_physical = 0x5000, .done = &done, .done_physical = 0x6000};
}

static uint64_t *reg(unsigned offset)
{
    return &registers[offset / 8];
}

static uint32_t half(unsigned offset)
{
    return (uint32_t)(*reg(offset) >> (offset % 8 * 8));
}

static void set_half(unsigned offset, uint32_t value)
{
    unsigned shift = offset % 8 * 8;

    *reg(offset) = (*reg(offset) & ~(0xffffffffull << shift)) | (uint64_t)value << shift;
}

/* ---- Commands ---- */

static void command(uint32_t value)
{
    uint32_t changed = (value ^ model.status) & LASTING, once = value & ONCE;

    model.mistakes += __builtin_popcount(changed) + __builtin_popcount(once) > 1;
    value &= ~model.deaf_to;
    model.status = (model.status & ~(LASTING & ~model.deaf_to)) | (value & LASTING);
    if (once & 0x40000000u & ~model.deaf_to) {
        model.root = *reg(RTADDR_REG);
        model.status |= 0x40000000u;
    }
    if (once & 0x01000000u & ~model.deaf_to) {
        model.interrupts = *reg(IRTA_REG);
        model.status |= 0x01000000u;
    }
    if (once & 0x08000000u) {
        model.flushes++;
        model.status |= model.deaf_to & 0x08000000u;
    }
}

/* ---- Invalidation ---- */

static void forget_translations(unsigned granularity, uint16_t domain, bool drained)
{
    model.drained = drained;
    model.all_forgotten += granularity == 1;
    model.domain_forgotten = granularity == 2 ? domain : 0;
    model.mistakes += granularity != 1 && granularity != 2;
}

static void serve(uint64_t low, uint64_t high)
{
    switch (low & 15) {
    case 1:
        model.contexts_forgotten++;
        model.mistakes += (low >> 4 & 3) != 1;
        break;
    case 2:
        forget_translations(low >> 4 & 3, (uint16_t)(low >> 16), (low >> 6 & 3) == 3);
        break;
    case 4:
        model.interrupts_forgotten++;
        break;
    case 5:
        model.mistakes += high != 0x6000;
        done = (uint32_t)(low >> 32);
        break;
    default:
        model.mistakes++;
    }
}

static void serve_queue(unsigned tail)
{
    model.mistakes += *reg(IQA_REG) != 0x5000;
    if (model.bad_queue) {
        set_half(FSTS_REG, half(FSTS_REG) | 0x10);
        return;
    }
    for (; head != tail && !model.stuck; head = (head + 1) % 256) {
        serve(queue[2 * head], queue[2 * head + 1]);
        queue[2 * head] = queue[2 * head + 1] = 0;
    }
}

/* ---- Faults ---- */

static void raise_event(void)
{
    if (half(FECTL_REG) & MASK) {
        pending = true;
        return;
    }
    pending = false;
    model.events++;
}

bool model_fault(uint64_t address, uint16_t source, uint8_t reason, bool write)
{
    uint64_t *record = reg(FRCD_REG + next * 16);

    if (half(FSTS_REG) & 1)
        return false;
    if (record[1] >> 63) {
        set_half(FSTS_REG, half(FSTS_REG) | 1);
        return false;
    }
    record[0] = address;
    record[1] = 1ull << 63 | (write ? 0 : 1ull << 62) | (uint64_t)reason << 32 | source;
    next = (next + 1) % FAULTS;
    if (!(half(FSTS_REG) & 2)) {
        set_half(FSTS_REG, half(FSTS_REG) | 2);
        raise_event();
    }
    return true;
}

static void clear_record(unsigned offset)
{
    bool any = false;

    *reg(offset) &= ~(1ull << 63);
    for (unsigned i = 0; i < FAULTS; i++)
        any = any || reg(FRCD_REG + i * 16)[1] >> 63;
    if (!any)
        set_half(FSTS_REG, half(FSTS_REG) & ~2u);
}

/* ---- Registers as vtd.c sees them ---- */

uint32_t vtd_in32(const struct vtd *unit, unsigned offset)
{
    (void)unit;
    model.mistakes += offset % 4 != 0;
    return offset == GSTS_REG   ? model.status
           : offset == PMEN_REG ? (model.protected ? 0x80000001u : 0)
                                : half(offset);
}

uint64_t vtd_in64(const struct vtd *unit, unsigned offset)
{
    (void)unit;
    model.mistakes += offset % 8 != 0;
    return offset == CAP_REG    ? model.capabilities
           : offset == ECAP_REG ? model.extended
           : offset == IQH_REG  ? (uint64_t)head << 4
                                : *reg(offset);
}

void vtd_out32(const struct vtd *unit, unsigned offset, uint32_t value)
{
    (void)unit;
    if (offset == GCMD_REG) {
        command(value);
    } else if (offset == FSTS_REG) {
        set_half(offset, half(offset) & ~(value & 0x71));
    } else if (offset == PMEN_REG) {
        model.protected = value >> 31;
    } else if (offset >= FRCD_REG && offset < FRCD_REG + FAULTS * 16) {
        model.mistakes += offset % 16 != 12;
        if (value >> 31)
            clear_record(offset);
    } else {
        set_half(offset, value);
    }
    if (offset == FECTL_REG && !(value & MASK) && pending)
        raise_event();
}

void vtd_out64(const struct vtd *unit, unsigned offset, uint64_t value)
{
    (void)unit;
    *reg(offset) = value;
    if (offset == CCMD_REG || offset == IOTLB_REG) {
        model.mistakes += !(value >> 63) || (model.status & QUEUE_ON);
        *reg(offset) = model.stuck ? value : value & ~(1ull << 63);
    }
    if (offset == CCMD_REG) {
        model.contexts_forgotten++;
        model.mistakes += (value >> 61 & 3) != 1;
    } else if (offset == IOTLB_REG) {
        forget_translations(value >> 60 & 3, (uint16_t)(value >> 32), (value >> 48 & 3) == 3);
    } else if (offset == IQT_REG && (model.status & QUEUE_ON)) {
        serve_queue(value >> 4 & 255);
    } else if (offset == IQT_REG) {
        head = value >> 4 & 255;
    }
}

void vtd_write_back(const volatile void *from, uint64_t bytes)
{
    (void)from;
    (void)bytes;
}
