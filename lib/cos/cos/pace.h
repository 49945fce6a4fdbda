/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps a service that is more urgent than those it serves to a share of the CPU: in each
 * millisecond it does so much work, then leaves what has come until the next one. For one thread.
 *
 *     for (;;) {
 *         cos_wait(...);
 *         start = cos_tsc();
 *         work;
 *         until = cos_pace_spend(&pace, start, pace.wake);
 *     }
 */
#ifndef COS_PACE_H
#define COS_PACE_H

#include <cos/runtime.h>
#include <stdbool.h>
#include <stdint.h>

struct cos_pace {        /* private, but for `wake` */
    int64_t share, left; /* ticks of each millisecond; of the one that began when the
                            last ones were spent */
    uint64_t end;        /* of that one */
    uint64_t claimed;    /* ticks of work charged since the thread's own time was last looked at, */
    uint64_t own;        /* which was that */
    uint64_t wake;       /* what a wake-up costs beside the work: going to the
                            scheduler and back, twice */
};

/* percent: of the CPU, 1 .. 99. First thread. */
void cos_pace_init(struct cos_pace *pace, unsigned percent);

/* What cos_pace_spend() leaves to it. */
uint64_t cos_pace_late(struct cos_pace *pace, uint64_t start);

/* Charges work that began at `start`, in TSC ticks, and `extra` ticks. Result: 0: go on; else the
 * TSC time before which no more work is to be done. Time that others have taken meanwhile is not
 * charged. */
static inline uint64_t cos_pace_spend(struct cos_pace *pace, uint64_t start, uint64_t extra)
{
    uint64_t ticks = cos_tsc() - start;

    pace->claimed += ticks;
    pace->left -= (int64_t)(ticks + extra);
    return pace->left > 0 ? 0 : cos_pace_late(pace, start);
}

/* Prepares cos_nap(). Takes both slots from COS_SLOT_SPARE on and a page of the
 * component's. False: refused. */
bool cos_nap_init(void);

/* Waits until that TSC time whatever comes; events stay pending. First thread. */
void cos_nap(uint64_t until);

#endif
