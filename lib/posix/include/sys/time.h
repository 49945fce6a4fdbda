/* SPDX-License-Identifier: BSD-2-Clause */
/* Times in microseconds. */
#ifndef _SYS_TIME_H
#define _SYS_TIME_H

#include <sys/select.h>
#include <sys/types.h>

struct timeval {
    time_t tv_sec;
    suseconds_t tv_usec;
};

int gettimeofday(struct timeval *now, void *zone); /* zone: NULL */
int settimeofday(const struct timeval *now, const void *zone);

/* times[0]: last read, times[1]: last written. NULL: now. */
int utimes(const char *path, const struct timeval times[2]);
int lutimes(const char *path, const struct timeval times[2]);
int futimes(int file, const struct timeval times[2]);

#endif
