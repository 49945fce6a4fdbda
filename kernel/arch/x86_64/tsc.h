/* SPDX-License-Identifier: BSD-2-Clause */
/* How fast the TSC counts, from what has been measured and what the CPU says. Pure, for tests. */
#ifndef TSC_H
#define TSC_H

#include <stdbool.h>
#include <stdint.h>

#include "cpuid.h"

#define PIT_HZ         1193182
#define TSC_GOOD_ERROR 1000 /* millionths */

struct tsc_reading {     /* of another counter, and of the TSC at the same time */
    uint64_t tsc, width; /* in the middle of the reading; how long that took, in ticks of it */
    uint64_t count;
};

/* Keeps a reading between two TSC times if it is tighter than *best. */
static inline void tsc_better(struct tsc_reading *best, uint64_t before, uint64_t after,
                              uint64_t count)
{
    if (after - before < best->width)
        *best = (struct tsc_reading){before + (after - before) / 2, after - before, count};
}

/* What two readings may be wrong by, in millionths of the time between them. */
static inline uint64_t tsc_error(const struct tsc_reading *begin, const struct tsc_reading *end)
{
    uint64_t elapsed = end->tsc - begin->tsc;
    return elapsed ? (begin->width + end->width) * 1000000 / 2 / elapsed : UINT64_MAX;
}

/* Ticks per second of the TSC by those of a counter with `hz`, which has gone on between the
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

/* What the CPU, or its hypervisor, says. */
struct tsc_told tsc_told(struct cpuid (*ask)(uint32_t leaf));

/* What is measured is true, but for its error; what is said is exact where it is true, so it must
 * be near to that. 0: nothing is known. */
uint64_t tsc_choose(uint64_t measured, struct tsc_told told);

#endif
