/* SPDX-License-Identifier: BSD-2-Clause */
/* Locks for data that threads share. A thread may take a lock several times. */
#ifndef POSIX_LOCK_H
#define POSIX_LOCK_H

#include <threads.h>

struct lock {
    mtx_t mutex;
};

static inline void lock_take(struct lock *lock)
{
    lock->mutex.__kind = mtx_recursive;
    mtx_lock(&lock->mutex);
}

static inline void lock_give(struct lock *lock)
{
    mtx_unlock(&lock->mutex);
}

#endif
