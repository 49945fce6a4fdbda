/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/syscall.h>

#include "queue.h"

void thread_tell(const struct thread *t)
{
    thread_tell_as(t, t->base);
}

void thread_tell_as(const struct thread *t, uint8_t priority)
{
    uint64_t reported = t->waiters != 0  ? COS_REPORTED_FIRST
                        : t->budget != 0 ? COS_REPORTED_ALWAYS
                                         : COS_REPORTED_LATER;

    cos_thread_set(t->slot, (uint64_t)t, priority, reported);
}
