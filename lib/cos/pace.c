/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/abi.h>
#include <cos/pace.h>
#include <cos/syscall.h>
#include <sched.h>

#define PIECE_US 1000
/* most pieces of time that a service pays for one long piece of work */
#define DEBT_MOST 4
#define SAMPLES   4

#define SLOT_PAGE     COS_SLOT_SPARE
#define SLOT_ENDPOINT (COS_SLOT_SPARE + 1)

/* ---- A share of the CPU ---- */

static uint64_t own_time(void)
{
    return (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_TIME, cos_self()->id, 0, 0).value;
}

/* From the shortest of some yields, since other threads may run during one. */
uint64_t cos_pace_switch(void)
{
    uint64_t least = UINT64_MAX;

    for (unsigned i = 0; i < SAMPLES; i++) {
        uint64_t start = cos_tsc(), ticks;

        cos_yield();
        ticks = cos_tsc() - start;
        least = ticks < least ? ticks : least;
    }
    return least;
}

void cos_pace_init(struct cos_pace *pace, unsigned percent)
{
    *pace = (struct cos_pace){.share = (int64_t)cos_ticks(PIECE_US) * percent / 100,
                              .wake = 2 * cos_pace_switch(),
                              .own = own_time()};
}

/* The TSC also counts while other threads run. To ask the scheduler costs more, so this does it
 * only when it matters. */
static void correct(struct cos_pace *pace)
{
    uint64_t own = own_time(), real = own - pace->own;

    pace->left += real < pace->claimed ? (int64_t)(pace->claimed - real) : 0;
    pace->left = pace->left < -DEBT_MOST * pace->share ? -DEBT_MOST * pace->share : pace->left;
    pace->own = own;
    pace->claimed = 0;
}

/* A millisecond begins when the share of the last one is spent, so none is ever shorter. */
uint64_t cos_pace_late(struct cos_pace *pace, uint64_t start)
{
    if (start >= pace->end) {
        pace->left += pace->share;
        pace->end = start + cos_ticks(PIECE_US);
    }
    if (pace->left <= 0)
        correct(pace);
    return pace->left > 0 ? 0 : pace->end;
}

/* ---- A nap ---- */

/* No component can signal this endpoint. */
static uint8_t endpoints_page[COS_PAGE_SIZE] __attribute__((aligned(COS_PAGE_SIZE)));

bool cos_nap_init(void)
{
    uint64_t address = (uint64_t)endpoints_page;

    return cos_unmap(COS_SLOT_PT, address, 1) == 1 &&
           cos_make_endpoints(COS_SLOT_REGION, (address - cos_self()->rw_start) / COS_PAGE_SIZE,
                              SLOT_PAGE) == 0 &&
           cos_endpoint(SLOT_PAGE, 0, SLOT_ENDPOINT, 1, COS_RIGHT_WAIT) == 0;
}

void cos_nap(uint64_t until)
{
    uint64_t events;

    cos_wait(SLOT_ENDPOINT, until, &events);
}
