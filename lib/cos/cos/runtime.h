/* SPDX-License-Identifier: BSD-2-Clause */
/* Beside system calls: the start page, time, and the component's end. */
#ifndef COS_RUNTIME_H
#define COS_RUNTIME_H

#include <cos/clock.h>
#include <cos/start.h>
#include <cos/ticks.h>
#include <stdbool.h>
#include <stdint.h>

/* The component's program, on its first thread. Returns the exit status, 0 .. 255. */
int main(const struct cos_start *start);

/* The start page; valid in every component but the booter. */
static inline const struct cos_start *cos_self(void)
{
    return (const struct cos_start *)COS_START;
}

/* The system's clock; not in the booter. */
static inline const struct cos_clock *cos_clock(void)
{
    return (const struct cos_clock *)COS_CLOCK;
}

/* Nanoseconds since the kernel's first instruction; monotonic. */
static inline uint64_t cos_ns(void)
{
    return cos_clock_ns(cos_clock(), cos_tsc);
}

/* Converts microseconds to TSC ticks. us: below 2^32. Not in the booter. */
uint64_t cos_ticks(uint64_t us);

/* Ends the component. status: 0 .. 255. */
_Noreturn void cos_exit(int status);

/* Ends the component and has it started again. */
_Noreturn void cos_reboot(void);

/* Says that the component is ready, for those that start after it (`ready: program` of the
 * manifest). First thread only. Returns 0, or -COS_EDEPTH within too many calls. */
int64_t cos_ready(void);

/* Gives a sign of life. If the manifest has the key `watchdog` for the component, each must follow
 * the last one within that time, else the component is hung, and ends. */
void cos_alive(void);

/* Whether that component has ended for good, so that waiting for it is useless; COS_EVENT_PEER
 * tells when to check. */
bool cos_stays_down(uint32_t component);

/* Makes or ends a component (BOOTER_CREATE, BOOTER_DESTROY), step by step. Returns the booter's
 * result. Only for components that are granted the booter. */
int64_t cos_booter(uint64_t method, uint64_t component);

/* Waits at endpoint 0 for `us` microseconds; events that come meanwhile stay pending. First thread
 * only. */
void cos_sleep(uint64_t us);

/* Sets the timer: COS_EVENT_TIMER comes to the bound endpoint of the component's own thread at
 * `deadline`, in TSC ticks; COS_FOREVER cancels it. */
void cos_timer(uint64_t deadline);

#endif
