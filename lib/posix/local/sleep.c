/* SPDX-License-Identifier: BSD-2-Clause */
/* A local client sleeps in the kernel, which can wake it. */
#include <errno.h>
#include <time.h>

#include "posix.h"

int nanosleep(const struct timespec *time, struct timespec *left)
{
    return (int)CALL(POSIX_ANY, SYS___nanosleep50, IN(time, sizeof *time), OUT(left, sizeof *left));
}

/* The function returns the error number and leaves errno alone. */
int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
    int saved = errno;
    long result = CALL(POSIX_ANY, SYS_clock_nanosleep, VALUE(clock), VALUE(flags),
                       IN(time, sizeof *time), OUT(left, sizeof *left));

    if (result < 0) {
        result = errno;
        errno = saved;
    }
    return (int)result;
}
