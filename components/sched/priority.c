/* SPDX-License-Identifier: BSD-2-Clause */
#include "queue.h"

bool priority_apply(struct thread *t, bool runs)
{
    uint8_t priority = priority_of(t);

    if (priority == t->priority)
        return false;
    if (t->state != READY) { /* it waits; or runs, and the scheduler does not know it yet */
        t->priority = priority;
        return true;
    }
    queue_remove(t);
    t->priority = priority;
    if (runs)
        queue_insert_first(t);
    else
        queue_insert(t);
    return true;
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
