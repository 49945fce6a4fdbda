/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads of a process: creation, joining, mutual exclusion, conditions, thread-local memory, FPU
 * state, many at once. */
#include <pthread.h>
#include <semaphore.h>
#include <stdint.h>
#include <unistd.h>

#include "check.h"

#define THREADS 16
#define ROUNDS  2000

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static long shared_count;
static int next_turn;
static __thread long local_count;

static void *add(void *unused)
{
    for (int i = 0; i < ROUNDS; i++) {
        pthread_mutex_lock(&lock);
        shared_count++;
        pthread_mutex_unlock(&lock);
        local_count++;
    }
    (void)unused;
    return (void *)local_count;
}

/* Each waits until it is its turn: the threads come in order, whatever order they start in. */
static void *take_turn(void *number)
{
    int mine = (int)(intptr_t)number;

    pthread_mutex_lock(&lock);
    while (next_turn != mine)
        pthread_cond_wait(&turn, &lock);
    next_turn++;
    pthread_cond_broadcast(&turn);
    pthread_mutex_unlock(&lock);
    return NULL;
}

/* A sum that comes out right only if no other thread disturbs this one's registers. */
static void *compute(void *seed)
{
    volatile double result = 0;
    double x = (double)(intptr_t)seed;

    for (int i = 1; i <= 20000; i++)
        x = x * 0.5 + i;
    result = x;
    return (void *)(intptr_t)(result * 1000);
}

static long run_all(void *(*body)(void *), void *results[THREADS])
{
    pthread_t threads[THREADS];
    long started = 0;

    for (long i = 0; i < THREADS; i++)
        started += pthread_create(&threads[i], NULL, body, (void *)(THREADS - 1 - i)) == 0;
    for (long i = 0; i < started; i++)
        pthread_join(threads[i], &results[i]);
    return started;
}

static sem_t handed_over;
static void *hand_over(void *unused)
{
    usleep(20000);
    sem_post(&handed_over);
    return unused;
}

int main(void)
{
    void *results[THREADS], *expected[THREADS];
    bool same = true;
    pthread_t thread;

    check(run_all(add, results) == THREADS, "sixteen threads start and are joined");
    check(shared_count == (long)THREADS * ROUNDS, "a mutex keeps a shared count exact");
    for (int i = 0; i < THREADS; i++)
        same &= results[i] == (void *)ROUNDS;
    check(same, "each thread has thread-local memory of its own");

    run_all(take_turn, results);
    check(next_turn == THREADS, "condition variables pass a turn through all threads");

    for (long i = 0; i < THREADS; i++)
        expected[i] = compute((void *)(THREADS - 1 - i));
    run_all(compute, results);
    same = true;
    for (int i = 0; i < THREADS; i++)
        same &= results[i] == expected[i];
    check(same, "floating-point results are not disturbed by other threads");

    sem_init(&handed_over, 0, 0);
    pthread_create(&thread, NULL, hand_over, NULL);
    check(sem_wait(&handed_over) == 0, "a sleeping thread wakes one that waits at a semaphore");
    pthread_join(thread, NULL);
    return check_done("threads");
}
