/* SPDX-License-Identifier: BSD-2-Clause */
/* A client that spins for two seconds. Arguments: the milliseconds between its signs of life, 0: it
 * gives none; forever: it then goes on without signs. */
#include <stdlib.h>
#include <string.h>
#include <sys/alive.h>
#include <time.h>
#include <unistd.h>

#include "cases.h"

static long ms_since(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
}

static __attribute__((noinline)) void spin(void)
{
    for (;;)
        __asm__ volatile("");
}

int main(int count, char **values)
{
    long pause = count > 1 ? atoi(values[1]) : 0, next = 0, ms;
    struct timespec start;

    clock_gettime(CLOCK_MONOTONIC, &start);
    while ((ms = ms_since(&start)) < 2000) {
        if (pause && ms >= next) {
            posix_alive();
            next = ms + pause;
        }
    }
    if (!pause)
        sleep(11); /* a VM that never gave a sign is hung after 10 s */
    check(1, "it is well");
    if (count > 2)
        spin();
    return check_done();
}
