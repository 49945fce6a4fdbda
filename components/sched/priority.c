/* SPDX-License-Identifier: BSD-2-Clause */
#include "queue.h"

#include <cos/syscall.h>

/* Tells the kernel the thread's base. */
static void thread_tell(const struct thread *t)
{
    cos_thread_set(t->slot, (uint64_t)t, t->base);
}

bool priority_change(struct thread *t, bool runs)
{
    uint8_t base = priority_base(t);

    if (base == t->base)
        return false;
    t->base = base;
    thread_tell(t);
    if (!priority_apply(t, runs))
        return false;
    loans_settle(t->borrower);
    return true;
}
