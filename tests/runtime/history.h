/* SPDX-License-Identifier: BSD-2-Clause */
/* When simulated threads have run, against the bound of docs/scheduling.md. */
#ifndef TESTS_RUNTIME_HISTORY_H
#define TESTS_RUNTIME_HISTORY_H

#include "simulated_cpu.h"

/* Histories of one thread's time, a bit for each 100 ticks. */
#define SPAN 100
static uint8_t history[SCHED_THREADS][200000];

static inline void remember(unsigned i, uint64_t from, uint64_t ticks)
{
    for (uint64_t tick = from; tick < from + ticks; tick++)
        history[i][(tick - 1000000) / SPAN]++;
}

/* The bound of docs/scheduling.md: in an interval of length t a thread runs for at most
 * U (t + 2 P - 2 B). */
static inline void check_bound(unsigned i, uint64_t end)
{
    const struct thread *t = &threads[i];
    unsigned spans = (unsigned)(t->period / SPAN);

    for (unsigned periods = 1; periods < 20; periods += 3) {
        uint64_t sum = 0;

        for (uint64_t at = 0; at < (end - 1000000) / SPAN; at++) {
            sum += history[i][at];
            if (at >= periods * spans)
                sum -= history[i][at - periods * spans];
            assert_true(sum * t->period <= t->budget * ((periods + 2) * t->period - 2 * t->budget));
        }
    }
}

#endif
