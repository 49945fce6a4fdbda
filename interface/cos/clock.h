/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system's clock. The TSC counts; this page, which every component but the booter can read at
 * COS_CLOCK, says what its ticks are worth. The booter corrects that by the machine's other
 * counters and its clock, at most once in some milliseconds, and always so that time goes on from
 * where it was: it never jumps, and never goes back.
 *
 * Two clocks follow from it: time since the kernel's first instruction, and the time of day, which
 * is that plus `day`. Only `day` may jump, forward, when the machine has stood still (its TSC, too)
 * while the time of day went on, as after suspension; COS_EVENT_TIME comes to all components then.
 */
#ifndef COS_CLOCK_H
#define COS_CLOCK_H

#include <stdint.h>

#define COS_CLOCK       0xf000 /* address of struct cos_clock */
#define COS_CLOCK_SHIFT 32     /* bits behind the point of the factors */

/* One of two lines, in turns: the one that does not count now is written, so no reader ever
 * waits for the writer. */
struct cos_clock_line {
    uint64_t tsc, ns;      /* at this TSC time so much time had passed since the
                              kernel's first instruction */
    uint64_t ns_per_tick;  /* from there on; COS_CLOCK_SHIFT */
    uint64_t ticks_per_ns; /* the same, the other way round */
    uint64_t hz;           /* ticks in a second */
    uint64_t day;          /* time of day when no time had passed, in ns since 1970
                              (UTC); 0: it is not known */
    uint64_t stood;        /* ns that `day` has jumped so far */
};

struct cos_clock {
    uint32_t turn; /* line turn % 2 counts; it grows when another one begins to */
    uint32_t reserved;
    struct cos_clock_line lines[2];
};

static inline uint32_t cos_clock_turn(const struct cos_clock *clock)
{
    return __atomic_load_n(&clock->turn, __ATOMIC_ACQUIRE);
}

static inline uint64_t cos_clock_scale(uint64_t value, uint64_t factor)
{
    return (uint64_t)((unsigned __int128)value * factor >> COS_CLOCK_SHIFT);
}

/* Nanoseconds since the kernel's first instruction; monotonic. tsc: reads the TSC. Costs
 * about 25 instructions. */
static inline __attribute__((always_inline)) uint64_t cos_clock_ns(const struct cos_clock *clock,
                                                                   uint64_t (*tsc)(void))
{
    uint32_t turn;
    uint64_t ns;

    do {
        const struct cos_clock_line *line = &clock->lines[(turn = cos_clock_turn(clock)) & 1];

        ns = line->ns + cos_clock_scale(tsc() - line->tsc, line->ns_per_tick);
    } while (__builtin_expect(cos_clock_turn(clock) != turn, 0));
    return ns;
}

/* The line that counts. */
static inline struct cos_clock_line cos_clock_line(const struct cos_clock *clock)
{
    struct cos_clock_line line;
    uint32_t turn;

    do {
        turn = cos_clock_turn(clock);
        line = clock->lines[turn & 1];
    } while (cos_clock_turn(clock) != turn);
    return line;
}

#endif
