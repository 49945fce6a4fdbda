/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Priority inheritance: a thread inherits the priority of each thread that waits for it. The kernel
 * does not know: it compares the thread's own priority, so it asks the scheduler whenever it wakes
 * a thread that is more urgent than that.
 *
 * Time at an inherited priority is time of the thread that lends it, beside the heir's own: a
 * thread that lent its priority without time left would give others more than its budget
 * (docs/scheduling.md).
 */
#include "queue.h"

static struct thread *find_lender(const struct thread *t)
{
    struct thread *most = NULL;

    for (struct thread *waiter = threads; waiter < threads + SCHED_THREADS; waiter++)
        if (waiter->heir == t && waiter->priority > (most != NULL ? most->priority : 0))
            most = waiter;
    return most;
}

static void set_lender(struct thread *t, struct thread *lender)
{
    bool lent = t->lender != NULL;

    t->lender = lender;
    t->inherited = lender != NULL ? lender->priority : 0;
    if (lent != (lender != NULL))
        thread_tell(t);
}

void inheritance_update(struct thread *t)
{
    while (t != NULL) {
        set_lender(t, find_lender(t));

        /* An heir takes its lender's place. When it loses that, it gets the place that its share
         * demands: a loan for a moment must not let it pass others. */
        bool changed = priority_apply(t, priority_of(t) > t->priority);

        if (t->budget != 0)
            account_settle(t);
        if (!changed)
            return;
        t = t->heir;
    }
}

/* Threads that wait for each other in a circle would keep an inherited priority for ever. */
static bool waits_for(const struct thread *t, const struct thread *other)
{
    while (t != NULL && t != other)
        t = t->heir;
    return t != NULL;
}

void inheritance_begin(struct thread *t, uint64_t id)
{
    struct thread *heir = id < SCHED_THREADS ? &threads[id] : t;

    if (heir->state == ABSENT || heir->state == ENDED || waits_for(heir, t))
        return;
    t->heir = heir;
    if (t->budget != 0)
        account_settle(t);
    inheritance_update(heir);
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
    t->lender = NULL;
    t->inherited = 0;
}

void inheritance_use(struct thread *t, uint64_t ticks, uint64_t now)
{
    struct thread *payer = payer_of(t); /* account_use() may give `t` time of its own again */

    if (t->budget != 0)
        account_use(t, ticks, now);
    if (payer == t)
        return;
    if (payer->budget == 0) {
        queue_charge_lender(payer, t, ticks);
        return;
    }
    account_use(payer, ticks, now);
    if (account_settle(payer))
        inheritance_update(payer->heir);
}

int64_t inheritance_left(struct thread *t)
{
    const struct thread *payer = payer_of(t);

    return payer->budget != 0 && payer->credit < t->left ? payer->credit : t->left;
}
