/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system's clock. The TSC counts; this page, which every component but the booter can read at
 * COS_CLOCK, says what its ticks are worth. The booter corrects that by the machine's other
 * counters and its real-time clock, at most once in some milliseconds, and always continues from
 * the current time: it never jumps, and never goes back.
 *
 * Two clocks follow from it: time since the kernel's first instruction, and the time of day, which
 * is that plus `day`. Only `day` may jump, forward, when the machine has stood still (its TSC, too)
 * while the time of day went on, as after suspension; COS_EVENT_TIME comes to all components then.
 */
#ifndef COS_CLOCK_H
#define COS_CLOCK_H

#include <stdint.h>

#define COS_CLOCK       0xf000 /* address of struct cos_clock */
#define COS_CLOCK_SHIFT 32     /* fractional bits of the factors */

/* One of two lines that are valid in turn: the booter writes the other one, so that no reader ever
 * waits for the writer. */
struct cos_clock_line {
    uint64_t tsc, ns;      /* at TSC time `tsc`, `ns` had passed since the kernel's first
                              instruction */
    uint64_t ns_per_tick;  /* from there on; COS_CLOCK_SHIFT */
    uint64_t ticks_per_ns; /* the same, the other way round */
    uint64_t hz;           /* ticks in a second */
    uint64_t day;          /* time of day at ns 0, in ns since 1970 (UTC); 0: not known */
    uint64_t stood;        /* ns that `day` has jumped so far */
};

struct cos_clock {
    uint32_t turn; /* line turn % 2 is valid; the booter increments it to switch lines */
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

/* Returns the valid line. */
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
