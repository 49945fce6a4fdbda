/* SPDX-License-Identifier: BSD-2-Clause */
/* Time: the system's clock. */
#include "clock.h"

#include <errno.h>
#include <rumpuser.h>
#include <thread.h>

#include "hyper.h"

#define NS 1000000000

/* The time of day when the machine started, in seconds since 1970; overrides the machine's
 * clock. */
#define PARAM_BOOT_TIME "EVM_BOOT_TIME"
#define NUMBER          24 /* bytes, for a number as text */

uint64_t clock_deadline(uint64_t from, int64_t seconds, int64_t nanoseconds)
{
    const uint64_t hz = cos_clock_line(cos_clock()).hz;
    uint64_t ticks;

    seconds += nanoseconds / NS;
    nanoseconds %= NS;
    if (nanoseconds < 0) {
        seconds--;
        nanoseconds += NS;
    }
    if (seconds < 0)
        return from;
    ticks = ((uint64_t)nanoseconds * hz + NS - 1) / NS;
    if ((uint64_t)seconds > (COS_FOREVER - from - ticks) / hz)
        return COS_FOREVER;
    return from + (uint64_t)seconds * hz + ticks;
}

/* Time of day when the machine started, in nanoseconds. */
static uint64_t boot_time(void)
{
    static uint64_t given = UINT64_MAX;
    char number[NUMBER];

    if (given == UINT64_MAX && rumpuser_getparam(PARAM_BOOT_TIME, number, sizeof(number)) != 0) {
        given = 0;
    } else if (given == UINT64_MAX) {
        given = 0;
        for (const char *digit = number; *digit >= '0' && *digit <= '9'; digit++)
            given = given * 10 + (uint64_t)(*digit - '0');
    }
    return given != 0 ? given * NS : cos_clock_line(cos_clock()).day;
}

int rumpuser_clock_gettime(int clock, int64_t *seconds, long *nanoseconds)
{
    uint64_t ns = cos_ns();

    if (clock != RUMPUSER_CLOCK_RELWALL && clock != RUMPUSER_CLOCK_ABSMONO)
        return EINVAL;
    ns += clock == RUMPUSER_CLOCK_RELWALL ? boot_time() : 0;
    *seconds = (int64_t)(ns / NS);
    *nanoseconds = (long)(ns % NS);
    return 0;
}

/* Nanoseconds since the machine's start, at most INT64_MAX. */
static int64_t moment(int clock, int64_t seconds, long nanoseconds)
{
    int64_t now = clock == RUMPUSER_CLOCK_RELWALL ? (int64_t)cos_ns() : 0;

    return seconds < (INT64_MAX - now) / NS - 1 ? now + seconds * NS + nanoseconds : INT64_MAX;
}

/* The length of a tick may be corrected meanwhile, so the clock decides whether the time has
 * come. */
int rumpuser_clock_sleep(int clock, int64_t seconds, long nanoseconds)
{
    int64_t until, left;
    int locks;

    if (clock != RUMPUSER_CLOCK_RELWALL && clock != RUMPUSER_CLOCK_ABSMONO)
        return EINVAL;
    until = moment(clock, seconds, nanoseconds);
    hyper_release(&locks);
    do {
        left = until - (int64_t)cos_ns();
        thread_sleep(clock_deadline(cos_tsc(), 0, left));
    } while ((int64_t)cos_ns() < until);
    hyper_take(locks);
    return 0;
}
