/* SPDX-License-Identifier: BSD-2-Clause */
/* Clocks. There are no time zones and calendars: times are seconds since 1970, UTC. */
#ifndef _TIME_H
#define _TIME_H

#include <sys/types.h>

struct timespec {
    time_t tv_sec;
    long tv_nsec; /* 0 .. 999,999,999 */
};

#define CLOCK_REALTIME  0
#define CLOCK_MONOTONIC 3
#define TIMER_ABSTIME   1 /* clock_nanosleep(): waits until a time, not for a duration */
#define TIME_UTC        1

int clock_gettime(clockid_t clock, struct timespec *now);
int clock_settime(clockid_t clock, const struct timespec *now);
int clock_getres(clockid_t clock, struct timespec *resolution);

/* Waits. If it is interrupted, stores the remaining time in *left, unless that is NULL. */
int nanosleep(const struct timespec *time, struct timespec *left);
/* Returns an error number, not -1. */
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left);

time_t time(time_t *now);                         /* now: may be NULL */
int timespec_get(struct timespec *now, int base); /* base: TIME_UTC, also the result; 0: failed */

#endif
