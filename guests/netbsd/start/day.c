/* SPDX-License-Identifier: BSD-2-Clause */
/* Advances the rump kernel's time of day after the machine stood still. */
#include <cos/runtime.h>
#include <rump_kernel.h>

#include "start.h"

#define SECOND_NS 1000000000

static uint64_t told; /* the part of cos_clock's `stood` already applied */

void day_begin(void)
{
    told = cos_clock_line(cos_clock()).stood;
}

/* Relative to the current time of day, since a program may have set it. */
void day_follow(void)
{
    uint64_t stood = cos_clock_line(cos_clock()).stood, ns = stood - told;
    struct rump_timespec time;

    told = stood;
    if (ns == 0 || rump___sysimpl_clock_gettime50(RUMP_CLOCK_REALTIME, &time) != 0)
        return;
    ns += (uint64_t)time.nanoseconds;
    time.seconds += (int64_t)(ns / SECOND_NS);
    time.nanoseconds = (long)(ns % SECOND_NS);
    rump___sysimpl_clock_settime50(RUMP_CLOCK_REALTIME, &time);
}
