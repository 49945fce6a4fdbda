/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A lock for threads that are inside a component, each of which has its own priority. A thread that
 * waits lends the holder its priority (SCHED_INHERIT), so no thread of a priority between theirs
 * delays both. No thread takes the same lock twice.
 */
#ifndef COS_LOCK_H
#define COS_LOCK_H

#include <stdint.h>

#define COS_LOCK_FREE UINT64_MAX

struct cos_lock {
    uint64_t endpoints; /* slot of a page of endpoints: each thread waits at that of its id */
    uint64_t slots;     /* the first of a slot for each thread */
    uint64_t holder;    /* a thread, or COS_LOCK_FREE */
    uint64_t waiting;   /* bits of threads */
};

/* thread: the id of the calling thread. */
void cos_lock_take(struct cos_lock *lock, uint64_t thread);
void cos_lock_leave(struct cos_lock *lock);

#endif
