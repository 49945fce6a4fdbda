/* SPDX-License-Identifier: BSD-2-Clause */
#include "clock.h"

#include <cos/runtime.h>

#define SECOND_NS 1000000000
#define LONGEST   (100ull * 365 * 86400) /* seconds; longer times are cut to that */

uint64_t clock_after(const struct timespec *time)
{
    uint64_t hz = cos_clock_line(cos_clock()).hz, seconds = (uint64_t)time->tv_sec;

    seconds = seconds < LONGEST ? seconds : LONGEST;
    return cos_tsc() + seconds * hz + (uint64_t)time->tv_nsec * (hz / 1000) / (SECOND_NS / 1000);
}

uint64_t clock_until(const struct timespec *time)
{
    struct timespec now, left;

    clock_gettime(CLOCK_REALTIME, &now);
    left.tv_sec = time->tv_sec - now.tv_sec - (time->tv_nsec < now.tv_nsec);
    left.tv_nsec = time->tv_nsec - now.tv_nsec + (time->tv_nsec < now.tv_nsec ? SECOND_NS : 0);
    return left.tv_sec < 0 ? cos_tsc() : clock_after(&left);
}
