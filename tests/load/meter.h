/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What others leave of the CPU for a component that only computes: its share of the time, by its
 * thread's account, and its longest interruption. In tests/boot a tick is an instruction.
 */
#ifndef METER_H
#define METER_H

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

struct meter {
    uint64_t wall, own; /* ticks of all measurements, and those that it ran */
    uint64_t longest;   /* interruption, in ticks */
};

static inline uint64_t meter_own_time(void)
{
    return (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_TIME, cos_self()->id, 0, 0).value;
}

/* Computes for so long. */
static inline void meter_run(struct meter *meter, uint64_t us)
{
    uint64_t own = meter_own_time(), start = cos_tsc(), before = start, now;

    do {
        now = cos_tsc();
        meter->longest = now - before > meter->longest ? now - before : meter->longest;
        before = now;
    } while (now - start < cos_ticks(us));
    meter->wall += now - start;
    meter->own += meter_own_time() - own;
}

/* Lets less urgent ones run for so long; how late it is back counts as an interruption. */
static inline void meter_rest(struct meter *meter, uint64_t us)
{
    uint64_t deadline = cos_tsc() + cos_ticks(us), events, now;

    while (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0) {
    }
    now = cos_tsc();
    meter->longest = now - deadline > meter->longest ? now - deadline : meter->longest;
}

/* What others took, in thousandths. */
static inline unsigned meter_taken(const struct meter *meter)
{
    return meter->own < meter->wall ? (unsigned)(1000 - 1000 * meter->own / meter->wall) : 0;
}

#endif
