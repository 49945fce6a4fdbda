/* SPDX-License-Identifier: BSD-2-Clause */
/* The machine has stood still: the rump kernel's time of day is to go on. */
#include <cos/runtime.h>
#include <rump_kernel.h>

#include "start.h"

#define SECOND_NS 1000000000

static uint64_t told; /* of what the day has jumped */

void day_begin(void)
{
    told = cos_clock_line(cos_clock()).stood;
}

/* From what it is, which may have been set. */
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
