/* SPDX-License-Identifier: BSD-2-Clause */
/* Time: the TSC. */
#include "clock.h"

#include <errno.h>
#include <rumpuser.h>
#include <thread.h>

#include "hyper.h"

#define NS 1000000000

/* The time of day when the machine started, in seconds since 1970, if not what its clock said. */
#define PARAM_BOOT_TIME "EVM_BOOT_TIME"
#define NUMBER          24 /* bytes of a number's text */

uint64_t clock_deadline(uint64_t from, int64_t seconds, int64_t nanoseconds)
{
    const uint64_t hz = cos_self()->tsc_hz;
    uint64_t ticks;

    seconds += nanoseconds / NS;
    nanoseconds %= NS;
    if (nanoseconds < 0) {
        seconds--;
        nanoseconds += NS;
    }
    if (seconds < 0) {
        return from;
    }
    ticks = ((uint64_t)nanoseconds * hz + NS - 1) / NS;
    if ((uint64_t)seconds > (COS_FOREVER - from - ticks) / hz) {
        return COS_FOREVER;
    }
    return from + (uint64_t)seconds * hz + ticks;
}

static int64_t boot_time(void)
{
    static int64_t seconds = -1;
    char number[NUMBER];

    if (seconds < 0 && rumpuser_getparam(PARAM_BOOT_TIME, number, sizeof(number)) != 0) {
        seconds = (int64_t)cos_self()->boot_time;
    } else if (seconds < 0) {
        seconds = 0;
        for (const char *digit = number; *digit >= '0' && *digit <= '9'; digit++) {
            seconds = seconds * 10 + (*digit - '0');
        }
    }
    return seconds;
}

int rumpuser_clock_gettime(int clock, int64_t *seconds, long *nanoseconds)
{
    const uint64_t hz = cos_self()->tsc_hz, ticks = cos_tsc() - cos_self()->boot_tsc;

    if (clock != RUMPUSER_CLOCK_RELWALL && clock != RUMPUSER_CLOCK_ABSMONO) {
        return EINVAL;
    }
    *seconds = (int64_t)(ticks / hz) + (clock == RUMPUSER_CLOCK_RELWALL ? boot_time() : 0);
    *nanoseconds = (long)(ticks % hz * NS / hz);
    return 0;
}

int rumpuser_clock_sleep(int clock, int64_t seconds, long nanoseconds)
{
    uint64_t from = clock == RUMPUSER_CLOCK_RELWALL ? cos_tsc() : cos_self()->boot_tsc;
    int locks;

    if (clock != RUMPUSER_CLOCK_RELWALL && clock != RUMPUSER_CLOCK_ABSMONO) {
        return EINVAL;
    }
    hyper_release(&locks);
    thread_sleep(clock_deadline(from, seconds, nanoseconds));
    hyper_take(locks);
    return 0;
}
