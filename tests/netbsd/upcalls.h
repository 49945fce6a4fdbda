/* SPDX-License-Identifier: BSD-2-Clause */
/* The upcalls of a rump kernel with one CPU, which the caller has at first, for programs that
 * count what comes wrong. */
#ifndef UPCALLS_H
#define UPCALLS_H

#include <cos/runtime.h>
#include <errno.h>
#include <rumpuser.h>
#include <stdbool.h>
#include <thread.h>

static bool cpu_held = true;
static unsigned wrong, given_up; /* given_up: how often it was, by what waits */

static void schedule(void)
{
    wrong += cpu_held;
    cpu_held = true;
}

static void unschedule(void)
{
    wrong += !cpu_held;
    cpu_held = false;
}

static void give_up_cpu(int count, int *locks, void *interlock)
{
    (void)interlock;
    wrong += count != 0;
    *locks = 3;
    given_up++;
    unschedule();
}

static void take_cpu(int locks, void *interlock)
{
    (void)interlock;
    wrong += locks != 3;
    schedule();
}

static int new_lwp(int32_t pid)
{
    wrong += !cpu_held;
    return pid == 0 ? 0 : ESRCH;
}

static void release_lwp(void)
{
    wrong += !cpu_held;
}

static const struct rumpuser_hyperup upcalls = {
    .hyp_schedule = schedule,
    .hyp_unschedule = unschedule,
    .hyp_backend_unschedule = give_up_cpu,
    .hyp_backend_schedule = take_cpu,
    .hyp_lwproc_newlwp = new_lwp,
    .hyp_lwproc_release = release_lwp,
};

static inline void let_pass(uint64_t us)
{
    unschedule();
    thread_sleep(cos_tsc() + cos_ticks(us));
    schedule();
}

#endif
