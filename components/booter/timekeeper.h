/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the TSC's ticks are worth, by the machine's other counters and by its clock, both of which
 * are looked at about once a second. Counters say how long a second is; the clock, which knows
 * whole seconds only, says little by little where they begin, and whether the machine has stood
 * still. Plain C, of which the build machine's tests are made, too.
 */
#ifndef COMPONENTS_BOOTER_TIMEKEEPER_H
#define COMPONENTS_BOOTER_TIMEKEEPER_H

#include <cos/clock.h>
#include <stdbool.h>
#include <stdint.h>

#define KEEPER_COUNTERS 2
#define KEEPER_NS       1000000000ll

struct keeper_reading {  /* of a counter, and of the TSC at the same time */
    uint64_t tsc, width; /* in the middle of the reading; how long that took, in its ticks */
    uint64_t count;
};

struct keeper_counter {
    uint64_t hz, mask;          /* ticks per second, 0 = there is no such counter; what it counts to
                          before it begins anew */
    struct keeper_reading last; /* its count without that limit */
    struct keeper_reading first, later; /* the rate is measured from `first`,
                                           some time from `later` */
    bool known;                         /* it has been read */
    unsigned strange;                   /* readings in sequence that contradict the ones before */
};

struct keeper {
    struct keeper_counter counters[KEEPER_COUNTERS]; /* the better ones first */
    struct cos_clock_line line;                      /* what is published */
    uint64_t rate;                                   /* ns per tick as measured; COS_CLOCK_SHIFT */
    uint64_t tsc, ns;  /* the counters' time: so much had passed at that TSC time, */
    int64_t owed;      /* of which the published one is to differ by this,
                                    for the sake of the day */
    int64_t low, high; /* time of day when the counters' time was 0: between these;
                                    low > high: not known */
    uint64_t looked;   /* TSC time of the last look at the machine's clock */
    unsigned looks;
    unsigned ahead; /* of those, in sequence, that have found the
                                    time of day to be ahead */
};

/* hz: ticks in a second, as measured at boot. day: seconds since 1970 at `tsc`, 0 = not known. */
void keeper_begin(struct keeper *k, uint64_t boot_tsc, uint64_t hz, uint64_t tsc, uint64_t day);

/* A better reading, between two TSC times, replaces *best. */
void keeper_better(struct keeper_reading *best, uint64_t before, uint64_t after, uint64_t count);

/* Readings of all counters, those of which width is UINT64_MAX were not made. */
void keeper_count(struct keeper *k, const struct keeper_reading readings[KEEPER_COUNTERS]);

/* The machine's clock has said, between two TSC times, that it is `day`, in seconds since 1970.
 * True: the machine has stood still. */
bool keeper_look(struct keeper *k, uint64_t before, uint64_t after, uint64_t day);

/* Makes the line that is to count from TSC time `now` on. */
void keeper_publish(struct keeper *k, uint64_t now);

/* When the next look tells most about where seconds begin: TSC time, `least` ns after `now` or
 * up to a second later. */
uint64_t keeper_next(const struct keeper *k, uint64_t now, uint64_t least);

#endif
