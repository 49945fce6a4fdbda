/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"


#define PRIORITIES 256
#define WORD_BITS  64
#define WORDS      (PRIORITIES / WORD_BITS)

static struct queue {
    struct thread *first, *last;
} queues[PRIORITIES];

static uint64_t filled[WORDS]; /* bit p % 64 of word p / 64: queue p is not empty */

struct thread *queue_first(void)
{
    for (int word = WORDS - 1; word >= 0; word--) {
        if (filled[word] != 0) {
            return queues[word * WORD_BITS + WORD_BITS - 1 - __builtin_clzll(filled[word])].first;
        }
    }
    return NULL;
}

static void append(struct thread *t)
{
    struct queue *q = &queues[t->priority];

    t->next = NULL;
    t->left = (int64_t)slice;
    if (q->first == NULL) {
        q->first = t;
        filled[t->priority / WORD_BITS] |= 1ull << t->priority % WORD_BITS;
    } else {
        q->last->next = t;
    }
    q->last = t;
}

void queue_append(struct thread *t)
{
    t->state = READY;
    append(t);
}

void queue_remove(struct thread *t)
{
    struct queue *q = &queues[t->priority];
    struct thread *before = NULL;

    for (struct thread *at = q->first; at != t; at = at->next) {
        before = at;
    }
    *(before == NULL ? &q->first : &before->next) = t->next;
    if (q->last == t) {
        q->last = before;
    }
    if (q->first == NULL) {
        filled[t->priority / WORD_BITS] &= ~(1ull << t->priority % WORD_BITS);
    }
}

void queue_rotate(struct thread *t)
{
    queue_remove(t);
    append(t);
}
