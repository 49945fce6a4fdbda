/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Priority inheritance: a thread inherits the priority of each thread that waits for it. The kernel
 * does not know: it compares the thread's own priority, so it asks the scheduler whenever it wakes
 * a thread that is more urgent than that.
 */
#include "queue.h"

static uint8_t inherited_by(const struct thread *t)
{
    uint8_t most = 0;

    for (const struct thread *waiter = threads; waiter < threads + SCHED_THREADS; waiter++)
        if (waiter->heir == t && waiter->priority > most)
            most = waiter->priority;
    return most;
}

/* A cyclic chain ends, too, as each priority in it changes at most once each way. */
void inheritance_update(struct thread *t)
{
    for (unsigned i = 0; t != NULL && i < SCHED_THREADS; i++) {
        uint8_t inherited = inherited_by(t);

        if (inherited == t->inherited)
            return;
        t->inherited = inherited;
        bool changed = priority_apply(t, true);

        if (t->budget != 0)
            account_settle(t);
        if (!changed)
            return;
        t = t->heir;
    }
}

void inheritance_begin(struct thread *t, uint64_t id)
{
    if (id < SCHED_THREADS && threads[id].state != ABSENT && threads[id].state != ENDED &&
        &threads[id] != t) {
        t->heir = &threads[id];
        inheritance_update(t->heir);
    }
}

void inheritance_end(struct thread *t)
{
    struct thread *heir = t->heir;

    t->heir = NULL;
    inheritance_update(heir);
}

void inheritance_forget(struct thread *t)
{
    for (struct thread *waiter = threads; waiter < threads + SCHED_THREADS; waiter++)
        if (waiter->heir == t)
            waiter->heir = NULL;
    t->inherited = 0;
}
