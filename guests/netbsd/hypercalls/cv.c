/* SPDX-License-Identifier: BSD-2-Clause */
/* Condition variables. */
#include <errno.h>
#include <rumpuser.h>

#include "clock.h"
#include "hyper.h"
#include "mutex.h"

struct rumpuser_cv {
    struct wait_queue waiters;
};

void rumpuser_cv_init(struct rumpuser_cv **cv)
{
    *cv = hyper_get(sizeof(struct rumpuser_cv), "a condition variable");
    **cv = (struct rumpuser_cv){.waiters = {NULL, NULL}};
}

void rumpuser_cv_destroy(struct rumpuser_cv *cv)
{
    rumpuser_free(cv, sizeof(*cv));
}

/* False: the deadline passed. No other thread runs between the mutex's release and the wait. */
static bool leave_and_wait(struct rumpuser_cv *cv, struct rumpuser_mtx *mutex, uint64_t deadline)
{
    rumpuser_mutex_exit(mutex);
    return thread_wait(&cv->waiters, deadline);
}

/*
 * The rump kernel's lock order decides whether the CPU or the mutex is taken first. It holds its
 * CPU when it takes a SPIN mutex of its own (KMUTEX). Its scheduler takes a plain SPIN mutex before
 * the CPU and passes it as the interlock, which the upcalls release and take themselves.
 */
static bool wait_without_cpu(struct rumpuser_cv *cv, struct rumpuser_mtx *mutex, uint64_t deadline)
{
    const int cpu_first = RUMPUSER_MTX_SPIN | RUMPUSER_MTX_KMUTEX;
    bool in_time;
    int locks;

    hyper_up.hyp_backend_unschedule(0, &locks, mutex);
    in_time = leave_and_wait(cv, mutex, deadline);
    if (mutex->kind == cpu_first) {
        hyper_up.hyp_backend_schedule(locks, mutex);
        rumpuser_mutex_enter_nowrap(mutex);
    } else {
        rumpuser_mutex_enter_nowrap(mutex);
        hyper_up.hyp_backend_schedule(locks, mutex);
    }
    return in_time;
}

void rumpuser_cv_wait(struct rumpuser_cv *cv, struct rumpuser_mtx *mutex)
{
    wait_without_cpu(cv, mutex, COS_FOREVER);
}

void rumpuser_cv_wait_nowrap(struct rumpuser_cv *cv, struct rumpuser_mtx *mutex)
{
    leave_and_wait(cv, mutex, COS_FOREVER);
    rumpuser_mutex_enter_nowrap(mutex);
}

int rumpuser_cv_timedwait(struct rumpuser_cv *cv, struct rumpuser_mtx *mutex, int64_t seconds,
                          int64_t nanoseconds)
{
    return wait_without_cpu(cv, mutex, clock_deadline(cos_tsc(), seconds, nanoseconds)) ? 0
                                                                                        : ETIMEDOUT;
}

void rumpuser_cv_signal(struct rumpuser_cv *cv)
{
    thread_wake(&cv->waiters);
}

void rumpuser_cv_broadcast(struct rumpuser_cv *cv)
{
    thread_wake_all(&cv->waiters);
}

void rumpuser_cv_has_waiters(struct rumpuser_cv *cv, int *waiters)
{
    *waiters = cv->waiters.first != NULL;
}
