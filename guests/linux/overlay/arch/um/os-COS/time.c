// SPDX-License-Identifier: GPL-2.0
/* Time: COS's TSC clock; one timer, kept by the scheduler component. */
#include <linux/init.h>
#include <linux/math64.h>
#include <linux/param.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>
#include <os.h>
#include <sched.h>
#include "cos_um.h"

#define FRACTION 32 /* bits behind the point of the factors */

static u64 ns_per_tick, ticks_per_ns; /* FRACTION */
static u64 period;                    /* of the periodic timer in ticks, 0 = none */
static u64 next_tick;

u64 cos_tsc(void)
{
    u32 low, high;

    asm volatile("rdtsc" : "=a"(low), "=d"(high));
    return (u64)high << 32 | low;
}

static void set_timer(u64 deadline)
{
    cos_call(COS_SLOT_SCHED, SCHED_TIMER, deadline, 0, 0, NULL);
}

static u64 scale(u64 value, u64 factor)
{
    return (unsigned __int128)value * factor >> FRACTION;
}

long long os_nsecs(void)
{
    if (unlikely(!ns_per_tick)) {
        ns_per_tick = div64_u64((u64)NSEC_PER_SEC << FRACTION, cos_start->tsc_hz);
        ticks_per_ns = mul_u64_u64_div_u64(cos_start->tsc_hz, 1ull << FRACTION, NSEC_PER_SEC);
    }
    return scale(cos_tsc(), ns_per_tick);
}

/* For the scheduler: by default Linux would count ticks. */
unsigned long long notrace sched_clock(void)
{
    return os_nsecs();
}

/* The time of day. */
long long os_persistent_clock_emulation(void)
{
    return (long long)cos_start->boot_time * NSEC_PER_SEC + os_nsecs() - scale(cos_start->boot_tsc, ns_per_tick);
}

int os_timer_create(void)
{
    os_nsecs();
    return 0;
}

int os_timer_one_shot(unsigned long long nsecs)
{
    period = 0;
    set_timer(cos_tsc() + scale(nsecs, ticks_per_ns));
    return 0;
}

int os_timer_set_interval(unsigned long long nsecs)
{
    period = scale(nsecs, ticks_per_ns);
    next_tick = cos_tsc() + period;
    set_timer(next_tick);
    return 0;
}

void os_timer_disable(void)
{
    period = 0;
    set_timer(COS_FOREVER);
}

/* Ticks that were missed are skipped: Linux reads the clock. */
void cos_timer_expired(void)
{
    u64 now = cos_tsc();

    if (!period)
        return;
    while (next_tick <= now)
        next_tick += period;
    set_timer(next_tick);
}

/* A process's own timers are Linux's; there is no host process to tell. */
void os_alarm_process(int pid)
{
}

/* Spares the calibration loop: a turn of the delay loop takes about a tick. */
unsigned long calibrate_delay_is_known(void)
{
    return div_u64(cos_start->tsc_hz, HZ);
}
