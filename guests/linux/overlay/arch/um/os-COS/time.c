// SPDX-License-Identifier: GPL-2.0
/* Time: COS's clock; one timer, kept by the scheduler component. */
#include <linux/init.h>
#include <linux/math64.h>
#include <linux/param.h>
#include <linux/sched/clock.h>
#include <linux/time64.h>
#include <linux/workqueue.h>
#include <os.h>
#include <cos/clock.h>
#include <sched.h>
#include "cos_um.h"
#include "../../../kernel/time/timekeeping.h"

static u64 period; /* of the periodic timer in ticks, 0 = none */
static u64 next_tick;
static s64 stood = -1; /* what Linux has been told of cos_clock_line.stood; at first: all */

static const struct cos_clock *clock_page(void)
{
    return (const struct cos_clock *)COS_CLOCK;
}

static void set_timer(u64 deadline)
{
    cos_call(COS_SLOT_SCHED, SCHED_TIMER, deadline, 0, 0, NULL);
}

u64 cos_ticks(u64 nsecs)
{
    return cos_clock_scale(nsecs, cos_clock_line(clock_page()).ticks_per_ns);
}

long long notrace os_nsecs(void)
{
    return cos_clock_ns(clock_page(), cos_tsc);
}

/* For the scheduler: by default Linux would count ticks. */
unsigned long long notrace sched_clock(void)
{
    return os_nsecs();
}

/* The time of day, as far as Linux has been told that it has jumped. */
long long os_persistent_clock_emulation(void)
{
    struct cos_clock_line line = cos_clock_line(clock_page());

    if (stood < 0)
        stood = line.stood;
    return line.day ? line.day - (line.stood - stood) + os_nsecs() : 0;
}

/* The machine has stood still: for Linux it was suspended. */
static void catch_up(struct work_struct *work)
{
    unsigned long flags;

    local_irq_save(flags);
    if (timekeeping_suspend() == 0) {
        stood = cos_clock_line(clock_page()).stood;
        timekeeping_resume();
    }
    local_irq_restore(flags);
}

static DECLARE_WORK(catching_up, catch_up);

void cos_time_jumped(void)
{
    if (system_state == SYSTEM_RUNNING)
        schedule_work(&catching_up);
}

int os_timer_create(void)
{
    return 0;
}

int os_timer_one_shot(unsigned long long nsecs)
{
    period = 0;
    set_timer(cos_tsc() + cos_ticks(nsecs));
    return 0;
}

int os_timer_set_interval(unsigned long long nsecs)
{
    period = cos_ticks(nsecs);
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
    return div_u64(cos_clock_line(clock_page()).hz, HZ);
}
