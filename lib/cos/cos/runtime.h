/* SPDX-License-Identifier: BSD-2-Clause */
/* What a component has at hand beside system calls: what started it, time, and its end. */
#ifndef COS_RUNTIME_H
#define COS_RUNTIME_H

#include <cos/clock.h>
#include <cos/start.h>
#include <cos/ticks.h>
#include <stdbool.h>
#include <stdint.h>

/* The component's program: called on its first thread. Result: exit status, 0 .. 255. */
int main(const struct cos_start *start);

/* The start page; valid in every component but the booter. */
static inline const struct cos_start *cos_self(void)
{
    return (const struct cos_start *)COS_START;
}

/* What its ticks are worth; not in the booter. */
static inline const struct cos_clock *cos_clock(void)
{
    return (const struct cos_clock *)COS_CLOCK;
}

/* Nanoseconds since the kernel's first instruction; monotonic. */
static inline uint64_t cos_ns(void)
{
    return cos_clock_ns(cos_clock(), cos_tsc);
}

/* Microseconds in TSC ticks. us: below 2^32. Not in the booter. */
uint64_t cos_ticks(uint64_t us);

/* Ends the component. status: 0 .. 255. */
_Noreturn void cos_exit(int status);

/* Ends the component and starts it anew. */
_Noreturn void cos_reboot(void);

/* Whether that component has ended for good, so that waiting for it is of no use;
 * COS_EVENT_PEER tells when to look. */
bool cos_stays_down(uint32_t component);

/* Makes or ends a component (BOOTER_CREATE, BOOTER_DESTROY), step by step; the booter's result.
 * Who is granted that. */
int64_t cos_booter(uint64_t method, uint64_t component);

/* Waits at endpoint 0 for `us` microseconds; events that come in between stay
 * pending. First thread only. */
void cos_sleep(uint64_t us);

/* COS_EVENT_TIMER comes to the calling thread's bound endpoint at `deadline`, in TSC ticks;
 * COS_FOREVER cancels. */
void cos_timer(uint64_t deadline);

#endif
