/* SPDX-License-Identifier: BSD-2-Clause */
/* C11 mutexes and condition variables. */
#include <cos/abi.h>
#include <stdbool.h>
#include <threads.h>

#include "clock.h"
#include "thread.h"

_Static_assert(sizeof(cnd_t) == sizeof(struct wait_queue), "a condition is a wait queue");

static struct wait_queue *queue_of(cnd_t *condition)
{
    return (struct wait_queue *)condition;
}

int mtx_init(mtx_t *mutex, int kind)
{
    *mutex = (mtx_t){.__kind = kind};
    return thrd_success;
}

void mtx_destroy(mtx_t *mutex)
{
    *mutex = (mtx_t){.__owner = NULL};
}

static bool take(mtx_t *mutex)
{
    bool again = mutex->__owner == thread_current && mutex->__kind & mtx_recursive;

    if (mutex->__owner != NULL && !again)
        return false;
    mutex->__owner = thread_current;
    mutex->__depth++;
    return true;
}

static int lock(mtx_t *mutex, uint64_t deadline)
{
    while (!take(mutex)) {
        if (mutex->__owner == thread_current)
            return thrd_error; /* deadlock with itself */
        if (!thread_wait(queue_of(&mutex->__waiters), deadline))
            return thrd_timedout;
    }
    return thrd_success;
}

int mtx_lock(mtx_t *mutex)
{
    return lock(mutex, COS_FOREVER);
}

int mtx_timedlock(mtx_t *restrict mutex, const struct timespec *restrict until)
{
    return take(mutex) ? thrd_success : lock(mutex, clock_until(until));
}

int mtx_trylock(mtx_t *mutex)
{
    return take(mutex) ? thrd_success : thrd_busy;
}

int mtx_unlock(mtx_t *mutex)
{
    if (mutex->__owner != thread_current)
        return thrd_error;
    if (--mutex->__depth == 0) {
        mutex->__owner = NULL;
        thread_wake(queue_of(&mutex->__waiters));
    }
    return thrd_success;
}

int cnd_init(cnd_t *condition)
{
    *condition = (cnd_t){NULL, NULL};
    return thrd_success;
}

void cnd_destroy(cnd_t *condition)
{
    cnd_broadcast(condition);
}

static int wait(cnd_t *condition, mtx_t *mutex, uint64_t deadline)
{
    unsigned depth = mutex->__depth;
    bool woken;

    if (mutex->__owner != thread_current)
        return thrd_error;
    mutex->__depth = 1;
    mtx_unlock(mutex);
    woken = thread_wait(queue_of(condition), deadline);
    mtx_lock(mutex);
    mutex->__depth = depth;
    return woken ? thrd_success : thrd_timedout;
}

int cnd_wait(cnd_t *condition, mtx_t *mutex)
{
    return wait(condition, mutex, COS_FOREVER);
}

int cnd_timedwait(cnd_t *restrict condition, mtx_t *restrict mutex,
                  const struct timespec *restrict until)
{
    return wait(condition, mutex, clock_until(until));
}

int cnd_signal(cnd_t *condition)
{
    thread_wake(queue_of(condition));
    return thrd_success;
}

int cnd_broadcast(cnd_t *condition)
{
    thread_wake_all(queue_of(condition));
    return thrd_success;
}
