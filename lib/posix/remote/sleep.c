/* SPDX-License-Identifier: BSD-2-Clause */
/* A component client sleeps without its VMs: they need not be alive, and could not wake it. */
#include <cos/runtime.h>
#include <errno.h>
#include <time.h>

#define SECOND_NS 1000000000
#define SECOND_US 1000000
#define LONGEST_S (100ll * 365 * 86400) /* longer times are cut to that */

static int sleep_for(const struct timespec *time)
{
    int64_t seconds = time->tv_sec < LONGEST_S ? time->tv_sec : LONGEST_S;

    if (time->tv_nsec < 0 || time->tv_nsec >= SECOND_NS)
        return EINVAL;
    if (seconds >= 0)
        cos_sleep((uint64_t)seconds * SECOND_US + ((uint64_t)time->tv_nsec + 999) / 1000);
    return 0;
}

int nanosleep(const struct timespec *time, struct timespec *left)
{
    int error = time->tv_sec < 0 ? EINVAL : sleep_for(time);

    if (error != 0) {
        errno = error;
        return -1;
    }
    if (left != NULL)
        *left = (struct timespec){0};
    return 0;
}

/* The time left until `time` of the clock; negative if that has passed. 0 or an errno. */
static int until(clockid_t clock, const struct timespec *time, struct timespec *left)
{
    int saved = errno, error;

    if (clock_gettime(clock, left) != 0) {
        error = errno;
        errno = saved;
        return error;
    }
    left->tv_sec = time->tv_sec - left->tv_sec;
    left->tv_nsec = time->tv_nsec - left->tv_nsec;
    if (left->tv_nsec < 0) {
        left->tv_nsec += SECOND_NS;
        left->tv_sec--;
    }
    return 0;
}

int clock_nanosleep(clockid_t clock, int flags, const struct timespec *time, struct timespec *left)
{
    struct timespec wait = *time;
    int error;

    if (time->tv_sec < 0 || time->tv_nsec < 0 || time->tv_nsec >= SECOND_NS)
        return EINVAL;
    error = flags & TIMER_ABSTIME ? until(clock, time, &wait) : 0;
    if (error == 0)
        error = sleep_for(&wait);
    if (error == 0 && left != NULL && !(flags & TIMER_ABSTIME))
        *left = (struct timespec){0};
    return error;
}
