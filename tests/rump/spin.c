/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads of a local client that never wait: others run nevertheless, in time, and floating-point
 * sums come out right.
 * */
#include <stdint.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>

#include "cases.h"

#define SPINNERS 2
#define NAPS     10
#define NAP_MS   20
#define MS       1000000l /* ns */
#define PI       3.14159265358979

static volatile bool stop;
static double areas[SPINNERS];
static unsigned long calls;
static pid_t pid;
static bool wrong_pid;

/* The sum of 1/n^2, which comes near PI^2/6. */
static int spin(void *number)
{
    double area = 0;

    for (double n = 1; !stop; n++)
        area += 1 / (n * n);
    areas[(intptr_t)number] = area;
    return 0;
}

static int call(void *unused)
{
    (void)unused;
    while (!stop) {
        wrong_pid = wrong_pid || getpid() != pid;
        calls++;
    }
    return 0;
}

static long ms_since(const struct timespec *start)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / MS;
}

int main(void)
{
    const struct timespec nap = {0, NAP_MS * MS};
    struct timespec start;
    thrd_t threads[SPINNERS + 1];

    pid = getpid();
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (intptr_t i = 0; i < SPINNERS; i++)
        thrd_create(&threads[i], spin, (void *)i);
    thrd_create(&threads[SPINNERS], call, NULL);
    for (unsigned i = 0; i < NAPS; i++)
        nanosleep(&nap, NULL);
    stop = true;
    for (unsigned i = 0; i <= SPINNERS; i++)
        thrd_join(threads[i], NULL);
    /* Each nap takes a tick or two longer, and when it is over each of the others may use up its
     * slice. */
    check(ms_since(&start) >= NAPS * NAP_MS && ms_since(&start) < NAPS * (NAP_MS + 50),
          "naps end (%ld ms)", ms_since(&start));
    for (unsigned i = 0; i < SPINNERS; i++)
        check(areas[i] > PI * PI / 6 - 1e-5 && areas[i] < PI * PI / 6, "a sum of many fractions");
    check(calls > 10000 && !wrong_pid, "and %lu system calls", calls);
    return check_done();
}
