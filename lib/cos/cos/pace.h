/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Limits a service that is more urgent than its clients to a share of the CPU: in each millisecond
 * it does a limited amount of work, and leaves the rest until the next one. For one thread.
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

struct cos_pace {        /* private, except `wake` */
    int64_t share, left; /* ticks of each millisecond; what is left of the current one */
    uint64_t end;        /* of the current millisecond */
    uint64_t claimed;    /* ticks of work charged since the thread's own time was last read, */
    uint64_t own;        /* the thread's own time then */
    uint64_t wake;       /* cost of a wake-up beside the work: two switches to the scheduler and
                            back */
};

/* Measures a switch to the scheduler and back, in ticks. First thread. */
uint64_t cos_pace_switch(void);

/* percent: of the CPU, 1 .. 99. First thread. */
void cos_pace_init(struct cos_pace *pace, unsigned percent);

/* The slow path of cos_pace_spend(). */
uint64_t cos_pace_late(struct cos_pace *pace, uint64_t start);

/* Charges work that began at `start`, in TSC ticks, and `extra` ticks. Returns 0: go on; else the
 * TSC time before which the service must do no more work. Time that other threads ran meanwhile is
 * not charged. */
static inline uint64_t cos_pace_spend(struct cos_pace *pace, uint64_t start, uint64_t extra)
{
    uint64_t ticks = cos_tsc() - start;

    pace->claimed += ticks;
    pace->left -= (int64_t)(ticks + extra);
    return pace->left > 0 ? 0 : cos_pace_late(pace, start);
}

/* Prepares cos_nap(). Takes both slots from COS_SLOT_SPARE on and a page of the component's memory.
 * False: the kernel refused it. */
bool cos_nap_init(void);

/* Waits until that TSC time, whatever events come; they stay pending. First thread. */
void cos_nap(uint64_t until);

#endif
