/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/syscall.h>

#include "queue.h"

void thread_tell(const struct thread *t)
{
    cos_thread_set(t->slot, (uint64_t)t, t->base, t->budget != 0 || t->waiters != 0);
}
