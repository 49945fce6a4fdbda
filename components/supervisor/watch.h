/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * When a component is hung: it has given no sign of life for its time, and has had the chance to.
 * The second half of that time counts in four parts. A part counts only if the supervisor's own
 * thread was on time: so time in which the whole machine stood still does not count twice. Nor does
 * it count if the component wanted the CPU, but did not get it: it was starved. No system calls.
 */
#ifndef SUPERVISOR_WATCH_H
#define SUPERVISOR_WATCH_H

#include <stdbool.h>
#include <stdint.h>

#define WATCH_PARTS 8 /* of its time, half of them counted */

/* Times are ticks, if not in ms. All zero: it has not been watched. */
struct watch {
    uint64_t since, limit_ms; /* as it was seen last */
    uint64_t part;            /* of its time */
    uint64_t due;             /* the next look */
    uint64_t ran;             /* at the first look since then */
    uint32_t counted;         /* that look, and later parts that count */
};

/* What the supervisor knows of a component at a look. */
struct watch_seen {
    uint64_t since;    /* its last sign of life, or its start */
    uint64_t limit_ms; /* its time, not 0 */
};

/* What it finds out when that is needed. */
struct watch_run {
    uint64_t ran;   /* the time that its thread has run so far */
    uint64_t least; /* a starved one has run for less than this for each part that counts */
    bool wants;     /* it would run if it had the CPU */
};

/* Whether it is time for watch_judge(). Else watch->due says when. tick_ms: ticks in a millisecond,
 * which the system's clock corrects from time to time. */
bool watch_is_due(struct watch *watch, struct watch_seen seen, uint64_t tick_ms, uint64_t now);
/* Whether it is hung. */
bool watch_judge(struct watch *watch, struct watch_run run, uint64_t now);

#endif
