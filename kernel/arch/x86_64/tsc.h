/* SPDX-License-Identifier: BSD-2-Clause */
/* The TSC's frequency, from measurements and from what the CPU reports. Pure, for unit tests. */
#ifndef TSC_H
#define TSC_H

#include <stdbool.h>
#include <stdint.h>

#include "cpuid.h"

#define PIT_HZ         1193182
#define TSC_GOOD_ERROR 1000 /* millionths */

struct tsc_reading {     /* of another counter, and of the TSC at the same time */
    uint64_t tsc, width; /* in the middle of the reading; how long it took, in TSC ticks */
    uint64_t count;
};

/* Keeps a reading between two TSC times if it is tighter than *best. */
static inline void tsc_better(struct tsc_reading *best, uint64_t before, uint64_t after,
                              uint64_t count)
{
    if (after - before < best->width)
        *best = (struct tsc_reading){before + (after - before) / 2, after - before, count};
}

/* Returns the greatest error of two readings, in millionths of the time between them. */
static inline uint64_t tsc_error(const struct tsc_reading *begin, const struct tsc_reading *end)
{
    uint64_t elapsed = end->tsc - begin->tsc;
    return elapsed ? (begin->width + end->width) * 1000000 / 2 / elapsed : UINT64_MAX;
}

/* Returns the TSC's ticks per second, by a counter with `hz` that has advanced between the
 * readings, less than a second apart. */
static inline uint64_t tsc_rate(const struct tsc_reading *begin, const struct tsc_reading *end,
                                uint64_t hz)
{
    return (end->tsc - begin->tsc) * hz / (end->count - begin->count);
}

struct tsc_told {     /* 0: not said */
    uint64_t exact;   /* by leaf 15h with the crystal's frequency, or by a hypervisor */
    uint64_t nominal; /* by leaf 16h, rounded as it is printed on the box */
};

/* Returns what the CPU, or its hypervisor, says. */
struct tsc_told tsc_told(struct cpuid (*ask)(uint32_t leaf));

/* A measurement is true within its error. What the CPU says is exact if it is true, so it counts
 * only if it is near the measurement. Returns 0 if nothing is known. */
uint64_t tsc_choose(uint64_t measured, struct tsc_told told);

#endif
