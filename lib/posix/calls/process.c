/* SPDX-License-Identifier: BSD-2-Clause */
/* The client's process in the VM: identity, clocks, kernel parameters. */
#include <errno.h>
#include <sys/event.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#include "posix.h"

pid_t getpid(void)
{
    return (pid_t)CALL0(POSIX_ANY, SYS_getpid);
}

pid_t getppid(void)
{
    return (pid_t)CALL0(POSIX_ANY, SYS_getppid);
}

uid_t getuid(void)
{
    return (uid_t)CALL0(POSIX_ANY, SYS_getuid);
}

uid_t geteuid(void)
{
    return (uid_t)CALL0(POSIX_ANY, SYS_geteuid);
}

gid_t getgid(void)
{
    return (gid_t)CALL0(POSIX_ANY, SYS_getgid);
}

gid_t getegid(void)
{
    return (gid_t)CALL0(POSIX_ANY, SYS_getegid);
}

int setuid(uid_t user)
{
    return (int)CALL(POSIX_ANY, SYS_setuid, VALUE(user));
}

int seteuid(uid_t user)
{
    return (int)CALL(POSIX_ANY, SYS_seteuid, VALUE(user));
}

int setgid(gid_t group)
{
    return (int)CALL(POSIX_ANY, SYS_setgid, VALUE(group));
}

int setegid(gid_t group)
{
    return (int)CALL(POSIX_ANY, SYS_setegid, VALUE(group));
}

int getgroups(int count, gid_t groups[])
{
    return (int)CALL(POSIX_ANY, SYS_getgroups, VALUE(count),
                     INOUT(groups, (uint64_t)count * sizeof *groups));
}

int setgroups(int count, const gid_t groups[])
{
    return (int)CALL(POSIX_ANY, SYS_setgroups, VALUE(count),
                     IN(groups, (uint64_t)count * sizeof *groups));
}

int clock_gettime(clockid_t clock, struct timespec *now)
{
    return (int)CALL(POSIX_ANY, SYS___clock_gettime50, VALUE(clock), OUT(now, sizeof *now));
}

int clock_settime(clockid_t clock, const struct timespec *now)
{
    return (int)CALL(POSIX_ANY, SYS___clock_settime50, VALUE(clock), IN(now, sizeof *now));
}

int clock_getres(clockid_t clock, struct timespec *resolution)
{
    return (int)CALL(POSIX_ANY, SYS___clock_getres50, VALUE(clock),
                     OUT(resolution, sizeof *resolution));
}

int gettimeofday(struct timeval *now, void *zone)
{
    (void)zone; /* the kernel has none */
    return (int)CALL(POSIX_ANY, SYS___gettimeofday50, OUT(now, sizeof *now), VALUE(0));
}

int settimeofday(const struct timeval *now, const void *zone)
{
    (void)zone;
    return (int)CALL(POSIX_ANY, SYS___settimeofday50, IN(now, sizeof *now), VALUE(0));
}

time_t time(time_t *now)
{
    struct timespec clock = {-1, 0};

    clock_gettime(CLOCK_REALTIME, &clock);
    if (now != NULL)
        *now = clock.tv_sec;
    return clock.tv_sec;
}

int timespec_get(struct timespec *now, int base)
{
    return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, now) == 0 ? base : 0;
}

unsigned sleep(unsigned seconds)
{
    struct timespec left = {seconds, 0};

    return nanosleep(&left, &left) == 0 ? 0 : (unsigned)left.tv_sec;
}

int usleep(useconds_t microseconds)
{
    return nanosleep(&(struct timespec){microseconds / 1000000, microseconds % 1000000 * 1000},
                     NULL);
}

int sysctl(const int *name, unsigned count, void *old, size_t *old_bytes, const void *new,
           size_t new_bytes)
{
    return (int)CALL(POSIX_ANY_SOCKETS, SYS___sysctl, IN(name, count * sizeof *name), VALUE(count),
                     OUT(old, old_bytes != NULL ? *old_bytes : 0),
                     INOUT(old_bytes, sizeof *old_bytes), IN(new, new_bytes), VALUE(new_bytes));
}

int kqueue(void)
{
    return (int)CALL0(POSIX_ANY_SOCKETS | POSIX_OPENS, SYS_kqueue);
}
