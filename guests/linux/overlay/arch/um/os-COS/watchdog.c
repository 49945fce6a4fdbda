// SPDX-License-Identifier: GPL-2.0
/*
 * Signs of life for the supervisor, from the timer interrupt: if the manifest gives the VM a time
 * (`watchdog`), and while a program has a time of its own (watchdog_dev.c). Once that is over,
 * there are no more signs.
 */
#include <linux/hrtimer.h>
#include <linux/init.h>
#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <supervisor.h>
#include "cos_um.h"

#define SIGNS     4   /* in the time of the manifest */
#define MARGIN_MS 100 /* for the message that a program's time is over */

static struct hrtimer timer;
static s64 period;  /* between two signs, in ns; 0: the manifest gives no time */
static u64 due;     /* when the program's time is over; 0: no program has any */
static u32 seconds; /* that time */

/* Nanoseconds of the program's time that are left. */
static s64 left(void)
{
    return due ? (s64)(due - ktime_get_ns()) : S64_MAX;
}

/* A sign. rest: left(), above 0. Returns the time until the next one, or the end of the rest. */
static ktime_t give_sign(s64 rest)
{
    u64 ms = due ? div_u64(rest, NSEC_PER_MSEC) + MARGIN_MS : 0;

    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_ALIVE, min_t(u64, ms, SUPERVISOR_ALIVE_MOST), 0, 0,
             NULL);
    return ns_to_ktime(period ? min_t(s64, period, rest) : rest);
}

static enum hrtimer_restart tick(struct hrtimer *unused)
{
    s64 rest = left();

    if (rest <= 0) {
        printk(KERN_EMERG "watchdog: no program has pinged /dev/watchdog for %u s\n", seconds);
        return HRTIMER_NORESTART;
    }
    hrtimer_forward_now(&timer, give_sign(rest));
    return HRTIMER_RESTART;
}

void cos_watchdog_ping(unsigned int within)
{
    unsigned long flags;
    ktime_t next;

    local_irq_save(flags);
    hrtimer_cancel(&timer);
    seconds = within;
    due = within ? ktime_get_ns() + (u64)within * NSEC_PER_SEC : 0;
    next = give_sign(left());
    if (period || due)
        hrtimer_start(&timer, next, HRTIMER_MODE_REL);
    local_irq_restore(flags);
}

/* Before drivers, as one of them may hang. */
static int __init watchdog_init(void)
{
    hrtimer_init(&timer, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
    timer.function = tick;
    period = (s64)cos_start->watchdog * NSEC_PER_MSEC / SIGNS;
    if (period)
        cos_watchdog_ping(0);
    return 0;
}
early_initcall(watchdog_init);
