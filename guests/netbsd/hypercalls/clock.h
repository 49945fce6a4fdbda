/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NETBSD_CLOCK_H
#define NETBSD_CLOCK_H

#include <cos/runtime.h>

/* The TSC's value that much time after `from`, rounded up; COS_FOREVER if it exceeds the TSC's
 * range. */
uint64_t clock_deadline(uint64_t from, int64_t seconds, int64_t nanoseconds);

#endif
