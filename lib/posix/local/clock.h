/* SPDX-License-Identifier: BSD-2-Clause */
/* Times of C as deadlines of guests/netbsd/threads/thread.h. */
#ifndef POSIX_CLOCK_H
#define POSIX_CLOCK_H

#include <stdint.h>
#include <time.h>

/* When `time` has passed from now on, in TSC ticks. */
uint64_t clock_after(const struct timespec *time);

/* When it is `time` of day; a time in the past: now. */
uint64_t clock_until(const struct timespec *time);

#endif
