/* SPDX-License-Identifier: BSD-2-Clause */
/* Mutexes, for condition variables. No thread that holds one is preempted (threads/thread.h), so
 * they need no atomic instructions. */
#ifndef NETBSD_MUTEX_H
#define NETBSD_MUTEX_H

#include <rumpuser.h>
#include <stdbool.h>
#include <thread.h>

struct rumpuser_mtx {
    struct lwp *owner; /* NULL also if the owner runs without an lwp */
    bool held;
    bool hand_over;      /* a woken thread found it held again */
    uint8_t kind;        /* RUMPUSER_MTX_* */
    struct thread *heir; /* the waiter that was given the mutex */
    struct wait_queue waiters;
};

/* For the calling thread. */
static inline void mutex_take(struct rumpuser_mtx *mutex)
{
    mutex->held = true;
    mutex->owner = thread_current->lwp;
}

#endif
