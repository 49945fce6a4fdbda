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
