/* SPDX-License-Identifier: BSD-2-Clause */
/* Mutexes, for condition variables. Who has one is never interrupted (threads/thread.h): no
 * atomic instructions. */
#ifndef NETBSD_MUTEX_H
#define NETBSD_MUTEX_H

#include <rumpuser.h>
#include <stdbool.h>
#include <thread.h>

struct rumpuser_mtx {
    struct lwp *owner; /* NULL also where the owner runs without an lwp */
    bool held;
    bool hand_over;      /* a thread has been woken for it in vain */
    uint8_t kind;        /* RUMPUSER_MTX_* */
    struct thread *heir; /* waits, and has been given it */
    struct wait_queue waiters;
};

/* For the calling thread. */
static inline void mutex_take(struct rumpuser_mtx *mutex)
{
    mutex->held = true;
    mutex->owner = thread_current->lwp;
}

#endif
