/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mutexes. A thread that leaves a mutex wakes the first waiter but does not hand the mutex over:
 * until the waiter runs, other threads may enter and leave it without a switch. If the waiter then
 * finds it held, the next thread to leave hands it over, so that no thread waits for ever.
 */
#include "mutex.h"

#include <errno.h>

#include "hyper.h"

void rumpuser_mutex_init(struct rumpuser_mtx **mutex, int kind)
{
    *mutex = hyper_get(sizeof(struct rumpuser_mtx), "a mutex");
    **mutex = (struct rumpuser_mtx){.kind = (uint8_t)kind};
}

/* Waits are functions of their own, so that the usual case saves no registers for them. */
static __attribute__((noinline)) void wait_and_take(struct rumpuser_mtx *mutex)
{
    while (mutex->held) {
        thread_wait(&mutex->waiters, COS_FOREVER);
        if (mutex->heir == thread_current) {
            mutex->heir = NULL;
            return;
        }
        mutex->hand_over = mutex->held;
    }
    mutex_take(mutex);
}

void rumpuser_mutex_enter_nowrap(struct rumpuser_mtx *mutex)
{
    if (mutex->held)
        wait_and_take(mutex);
    else
        mutex_take(mutex);
}

static __attribute__((noinline)) void enter_without_cpu(struct rumpuser_mtx *mutex)
{
    int locks;

    hyper_release(&locks);
    wait_and_take(mutex);
    hyper_take(locks);
}

void rumpuser_mutex_enter(struct rumpuser_mtx *mutex)
{
    if (!mutex->held)
        mutex_take(mutex);
    else if (mutex->kind & RUMPUSER_MTX_SPIN)
        wait_and_take(mutex);
    else
        enter_without_cpu(mutex);
}

int rumpuser_mutex_tryenter(struct rumpuser_mtx *mutex)
{
    if (mutex->held)
        return EBUSY;
    mutex_take(mutex);
    return 0;
}

static void wake_first(struct rumpuser_mtx *mutex)
{
    if (mutex->hand_over) {
        mutex->heir = mutex->waiters.first;
        mutex->held = true;
        mutex->owner = mutex->heir->lwp;
        mutex->hand_over = false;
    }
    thread_wake(&mutex->waiters);
}

void rumpuser_mutex_exit(struct rumpuser_mtx *mutex)
{
    mutex->held = false;
    mutex->owner = NULL;
    if (mutex->waiters.first != NULL)
        wake_first(mutex);
}

void rumpuser_mutex_destroy(struct rumpuser_mtx *mutex)
{
    rumpuser_free(mutex, sizeof(*mutex));
}

void rumpuser_mutex_owner(struct rumpuser_mtx *mutex, struct lwp **owner)
{
    *owner = mutex->owner;
}
