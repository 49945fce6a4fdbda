/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/syscall.h>

#include "queue.h"

void thread_tell(const struct thread *t)
{
    uint64_t reported = t->waiters != 0  ? COS_REPORTED_FIRST
                        : t->budget != 0 ? COS_REPORTED_ALWAYS
                                         : COS_REPORTED_LATER;

    cos_thread_set(t->slot, (uint64_t)t, t->base, reported);
}
