/* SPDX-License-Identifier: BSD-2-Clause */
/* A program for gdb: floating point, a variable that changes, threads, a signal. CRASH: it
 * aborts. */
#define _GNU_SOURCE
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

volatile long counter;
volatile int seen;
static pthread_barrier_t barrier;

__attribute__((noinline)) double scale(double x, long n)
{
    double y = x * (double)n;

    counter += n;
    return y;
}

__attribute__((noinline)) int answer(int x)
{
    return x + 40;
}

static void on_signal(int number)
{
    seen = number;
}

static void *work(void *argument)
{
    volatile double local = scale(1.5, (long)argument);

    pthread_barrier_wait(&barrier);
    pthread_barrier_wait(&barrier);
    return local > 0 ? argument : NULL;
}

__attribute__((noinline)) void met(void)
{
}

int main(int argc, char **argv)
{
    pthread_t thread[2];

    (void)argv;
    signal(SIGUSR1, on_signal);
    printf("scaled %g\n", scale(2.25, 4));
    pthread_barrier_init(&barrier, NULL, 3);
    for (long i = 0; i < 2; i++)
        pthread_create(&thread[i], NULL, work, (void *)(i + 1));
    pthread_barrier_wait(&barrier);
    met();
    if (argc > 1)
        abort();
    pthread_barrier_wait(&barrier);
    for (int i = 0; i < 2; i++)
        pthread_join(thread[i], NULL);
    raise(SIGUSR1);
    printf("counter %ld seen %d\n", counter, seen);
    return 3;
}
