/* SPDX-License-Identifier: BSD-2-Clause */
/* The system's clock: the page that all components read. */
#include "clock.h"

#include <cos/runtime.h>

#include "common.h"

/* outlast an update of the real-time clock, at a microsecond each */
#define BOOT_TRIES 20000
#define LEAST_NS   100000000 /* minimum between two readings */

static union {
    struct cos_clock clock;
    uint8_t page[COS_PAGE_SIZE];
} shared __attribute__((aligned(COS_PAGE_SIZE)));

static struct keeper keeper;

/* Writes the line that is not valid, then makes it the valid one. */
static void show(void)
{
    struct cos_clock *clock = &shared.clock;

    clock->lines[(clock->turn + 1) & 1] = keeper.line;
    __atomic_store_n(&clock->turn, clock->turn + 1, __ATOMIC_RELEASE);
}

/* Readers use the valid line, so the switch is one instruction. */
static void publish(void)
{
    keeper_publish(&keeper, cos_tsc());
    show();
}

void clock_init(void)
{
    const struct evm_segment *rw = writable_segment(component(EVM_BOOTER));
    uint64_t day = rtc_read(BOOT_TRIES), now = cos_tsc();

    clock_page = rw->page + (((uint64_t)&shared - rw->address) >> COS_PAGE_SHIFT);
    keeper_begin(&keeper, boot_info()->boot_tsc, boot_info()->tsc_hz, now, day);
    show();
}

void clock_begin(void)
{
    counters_find(keeper.counters);
}

int64_t clock_correct(uint64_t *next)
{
    struct keeper_reading readings[KEEPER_COUNTERS];
    uint64_t before, day, after;
    bool stood;

    counters_read(keeper.counters, readings);
    keeper_count(&keeper, readings);
    before = cos_tsc();
    day = rtc_read(1);
    after = cos_tsc();
    stood = day != 0 && keeper_look(&keeper, before, after, day);
    publish();
    *next = keeper_next(&keeper, cos_tsc(), LEAST_NS);
    return stood;
}
