/* SPDX-License-Identifier: BSD-2-Clause */
#include "queue.h"

struct queue queues[PRIORITIES];
uint64_t filled[WORDS];
uint64_t filled_words;

void queue_unlink(struct queue *q, struct thread *t)
{
    struct thread *before = q->first;

    while (before->next != t)
        before = before->next;
    before->next = t->next;
    if (q->last == t)
        q->last = before;
}

bool priority_apply(struct thread *t, bool runs)
{
    uint8_t priority = priority_of(t);

    if (priority == t->priority)
        return false;
    if (t->state != READY) { /* it waits, or runs by a hand-off that is not known here yet */
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
