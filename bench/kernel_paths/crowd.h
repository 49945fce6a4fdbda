/* SPDX-License-Identifier: BSD-2-Clause */
/* As many components as there can be, whose threads together make the scheduler's paths long.
 * `paths` measures, from user code to user code, with interrupts off between. */
#ifndef CROWD_H
#define CROWD_H

#include <cos/start.h>
#include <stdbool.h>
#include <stdint.h>

#define GROUP SCHED_THREADS /* members whose timers expire at the same time: all */

/* Methods of gate 0 of the component that measures, for members. */
enum crowd_method {
    CROWD_COME,  /* a1 = its id: it is there */
    CROWD_WOKEN, /* a1 = TSC: the last member, at the beginning of the chain, has been woken */
    CROWD_WAIT,  /* it waits again after this call */
};

/* In instructions; 0: the crowd has not come. */
struct crowd_paths {
    uint64_t deadlines; /* a round of deadlines, when most members are ready */
    uint64_t wake;      /* the first of the longest chain wakes at its deadline, */
    uint64_t wait;      /* and waits again */
};

/* Group `i` wakes at crowd_time() + i * CROWD_STEP_US; the first of the chain after all others. */
#define CROWD_STEP_US  4000
#define CROWD_CHAIN_US (SCHED_THREADS * CROWD_STEP_US)

static inline uint64_t crowd_time(const struct cos_start *start, uint64_t us)
{
    return start->boot_tsc + cos_ticks(1000000 + us);
}

struct crowd_paths crowd_measure(const struct cos_start *start);

#endif
