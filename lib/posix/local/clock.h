/* SPDX-License-Identifier: BSD-2-Clause */
/* C's times as deadlines for guests/netbsd/threads/thread.h. */
#ifndef POSIX_CLOCK_H
#define POSIX_CLOCK_H

#include <stdint.h>
#include <time.h>

/* The TSC's value after `time` from now. */
uint64_t clock_after(const struct timespec *time);

/* The TSC's value at `time` of day; a time in the past: now. */
uint64_t clock_until(const struct timespec *time);

#endif
