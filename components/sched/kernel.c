/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's side of a thread. In a file of its own, so that tests can replace the kernel. */
#include <cos/syscall.h>

#include "queue.h"

void thread_tell(const struct thread *t)
{
    cos_thread_set(t->slot, (uint64_t)t, t->base);
}

uint64_t thread_ran(const struct thread *t)
{
    uint64_t ticks = 0;

    cos_thread_time(t->slot, &ticks);
    return ticks;
}
