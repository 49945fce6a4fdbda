/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps the TSC's rate by the machine's other counters and by its real-time clock, and reads both
 * about once a second. The counters give the length of a second; the clock, which shows only whole
 * seconds, gives their beginning, more precisely with each reading, and tells whether the machine
 * has stood still. It is plain C, so that the build machine's unit tests can include it.
 */
#ifndef COMPONENTS_BOOTER_TIMEKEEPER_H
#define COMPONENTS_BOOTER_TIMEKEEPER_H

#include <cos/clock.h>
#include <stdbool.h>
#include <stdint.h>

#define KEEPER_COUNTERS 2
#define KEEPER_NS       1000000000ll

struct keeper_reading {  /* of a counter, and of the TSC at the same time */
    uint64_t tsc, width; /* in the middle of the reading; how long it took, in TSC ticks */
    uint64_t count;
};

struct keeper_counter {
    uint64_t hz, mask;          /* ticks per second, 0 = there is no such counter; highest count
                                   before it wraps */
    struct keeper_reading last; /* its count does not wrap */
    struct keeper_reading first, later; /* the rate is measured from `first`, later from `later` */
    bool known;                         /* it has been read */
    unsigned strange;                   /* consecutive readings that contradict the ones before */
};

struct keeper {
    struct keeper_counter counters[KEEPER_COUNTERS]; /* best first */
    struct cos_clock_line line;                      /* what is published */
    uint64_t rate;                                   /* ns per tick as measured; COS_CLOCK_SHIFT */
    uint64_t tsc, ns;  /* the counters' time: `ns` had passed at that TSC time, */
    int64_t owed;      /* and the published one is to differ by this, to reach the time of day */
    int64_t low, high; /* time of day when the counters' time was 0: between these;
                                    low > high: not known */
    uint64_t looked;   /* TSC time of the last reading of the real-time clock */
    unsigned looks;
    unsigned ahead; /* consecutive readings that have found the time of day ahead */
};

/* hz: ticks in a second, as measured at boot. day: seconds since 1970 at `tsc`, 0 = not known. */
void keeper_begin(struct keeper *k, uint64_t boot_tsc, uint64_t hz, uint64_t tsc, uint64_t day);

/* Replaces *best by a reading between two TSC times if that is tighter. */
void keeper_better(struct keeper_reading *best, uint64_t before, uint64_t after, uint64_t count);

/* Takes readings of all counters; one with width UINT64_MAX was not made. */
void keeper_count(struct keeper *k, const struct keeper_reading readings[KEEPER_COUNTERS]);

/* Takes a reading of the real-time clock, between two TSC times: `day`, in seconds since 1970.
 * Returns true if the machine has stood still. */
bool keeper_look(struct keeper *k, uint64_t before, uint64_t after, uint64_t day);

/* Computes the line that is valid from TSC time `now` on. */
void keeper_publish(struct keeper *k, uint64_t now);

/* Returns the TSC time of the most useful next reading, for the beginning of seconds: `least` ns
 * after `now` or up to a second later. */
uint64_t keeper_next(const struct keeper *k, uint64_t now, uint64_t least);

#endif
