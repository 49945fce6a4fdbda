/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Priority inheritance: a thread inherits the priority of each thread that waits for it. The kernel
 * does not know: it compares the thread's own priority. So it asks the scheduler whenever it wakes
 * a thread that is more urgent than that, or one for which others wait (thread_tell()). But the
 * scheduler tells it the priority of a thread that is out of time, if that is lower.
 *
 * Time at an inherited priority is time of the thread that lends it, beside the heir's own: a
 * thread that lent its priority without time left would give others more than its budget
 * (docs/scheduling.md).
 */
#include "queue.h"

static uint64_t bit_of(const struct thread *t)
{
    return 1ull << thread_id(t);
}

/* Takes the first of a set of threads out of it. */
static struct thread *take(uint64_t *set)
{
    struct thread *t = &threads[__builtin_ctzll(*set)];

    *set &= *set - 1;
    return t;
}

/* Returns the thread of the highest priority among those that wait for it. One that is out of time
 * has none, and lends nothing. */
static struct thread *find_lender(const struct thread *t)
{
    struct thread *most = NULL;

    for (uint64_t rest = t->waiters; rest != 0;) {
        struct thread *waiter = take(&rest);

        if (waiter->priority > (most != NULL ? most->priority : 0))
            most = waiter;
    }
    return most;
}

void inheritance_update(struct thread *t)
{
    if (t == NULL)
        return;
    while (t->heir != NULL)
        t = t->heir;
    t->lender = find_lender(t);
    t->inherited = t->lender != NULL ? t->lender->priority : 0;
    /* An heir takes its lender's place. When it loses that, it gets the place that its share
     * demands: a loan for a moment must not let it pass others. */
    priority_apply(t, priority_of(t) > t->priority);
    if (t->budget != 0)
        account_settle(t);
}

/* Those threads wait for the chain that begins with `heir`, or do not any more. */
static void change_waiters(struct thread *heir, uint64_t those, bool wait)
{
    bool waited = heir->waiters != 0;

    for (struct thread *t = heir; t != NULL; t = t->heir)
        t->waiters = wait ? t->waiters | those : t->waiters & ~those;
    if (waited != (heir->waiters != 0)) /* those after it keep a waiter */
        thread_tell(heir);
}

void inheritance_begin(struct thread *t, uint64_t id)
{
    struct thread *heir = id < SCHED_THREADS ? &threads[id] : t;

    if (heir->state == ABSENT || heir->state == ENDED || (t->waiters | bit_of(t)) & bit_of(heir))
        return; /* in a circle, threads would keep an inherited priority for ever */
    t->heir = heir;
    t->lender = NULL; /* its waiters lend to the end of the chain now */
    t->inherited = 0;
    priority_apply(t, false);
    if (t->budget != 0)
        account_settle(t);
    change_waiters(heir, t->waiters | bit_of(t), true);
    inheritance_update(heir);
}

void inheritance_end(struct thread *t)
{
    struct thread *heir = t->heir;

    t->heir = NULL;
    if (heir != NULL)
        change_waiters(heir, t->waiters | bit_of(t), false);
    inheritance_update(heir);
    if (t->waiters != 0)
        inheritance_update(t);
}

void inheritance_forget(struct thread *t)
{
    while (t->waiters != 0) {
        struct thread *waiter = take(&t->waiters);

        if (waiter->heir == t)
            waiter->heir = NULL; /* its own waiters lend to it when it wakes */
    }
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
