/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Loans: a thread that waits for another one lends it its priority. The kernel is not told: it goes
 * on to compare the borrower's own priority, so it asks the scheduler whenever it wakes a thread
 * that is more urgent than that one.
 */
#include "queue.h"

static uint8_t lent_to(const struct thread *t)
{
    uint8_t most = 0;

    for (const struct thread *lender = threads; lender < threads + SCHED_THREADS; lender++)
        if (lender->borrower == t && lender->priority > most)
            most = lender->priority;
    return most;
}

/* A chain that leads back to where it began ends, as priorities in it change
 * at most once each way. */
void loans_settle(struct thread *t)
{
    for (unsigned i = 0; t != NULL && i < SCHED_THREADS; i++) {
        uint8_t lent = lent_to(t);

        if (lent == t->lent)
            return;
        t->lent = lent;
        if (!priority_apply(t, true))
            return;
        t = t->borrower;
    }
}

void loan_begin(struct thread *t, uint64_t id)
{
    if (id < SCHED_THREADS && threads[id].state != ABSENT && threads[id].state != ENDED &&
        &threads[id] != t) {
        t->borrower = &threads[id];
        loans_settle(t->borrower);
    }
}

void loan_end(struct thread *t)
{
    struct thread *borrower = t->borrower;

    t->borrower = NULL;
    loans_settle(borrower);
}

void loans_forget(struct thread *t)
{
    for (struct thread *lender = threads; lender < threads + SCHED_THREADS; lender++)
        if (lender->borrower == t)
            lender->borrower = NULL;
    t->lent = 0;
}
