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

/* ---- Shares ---------------------------------------------------------------------------------- */

/* A thread that has used more than this in advance of others waits no longer for it. Of a small
 * weight, it has used that much more by running for as long. */
#define ADVANCE_MOST (16 * slice)

static uint64_t larger(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t weighed(const struct thread *t, uint64_t ticks)
{
    return ticks * SCHED_WEIGHT / t->weight;
}

/* Updates what it has used. While no other thread of its priority was ready, it used nothing that
 * another one had a claim to. */
static void update(struct thread *t)
{
    if (!t->alone)
        t->used += weighed(t, t->spent - t->seen);
    t->seen = t->spent;
    t->alone = false;
}

static void update_floor(struct queue *q)
{
    uint64_t least = q->first->used;

    if (q->first->next != NULL && q->first->next->used < least)
        least = q->first->next->used;
    q->floor = larger(q->floor, least);
}

/* A thread that comes has no claim to what others have used meanwhile, but for a slice: or one that
 * often sleeps for a moment would lose what it has waited for. */
static void limit(const struct queue *q, struct thread *t)
{
    uint64_t most = q->floor + ADVANCE_MOST;

    if (t->used + slice < q->floor)
        t->used = q->floor - slice;
    if (t->used > most && t->weight < SCHED_WEIGHT)
        most = q->floor + weighed(t, ADVANCE_MOST);
    if (t->used > most)
        t->used = most;
}

/* Of two with a budget, the one whose period ends first is first (EDF); of two without, the one
 * that has used less. */
static bool is_before(const struct thread *a, const struct thread *b)
{
    if (a->budget == 0 || b->budget == 0)
        return a->budget == b->budget ? a->used < b->used : a->budget != 0;
    return a->renewal < b->renewal;
}

static void insert_after(struct queue *q, struct thread *before, struct thread *t)
{
    while (before->next != NULL && !is_before(t, before->next))
        before = before->next;
    t->next = before->next;
    before->next = t;
    if (t->next == NULL)
        q->last = t;
}

static void compete(struct queue *q, struct thread *t)
{
    if (q->first->next == NULL) { /* the first one has been alone */
        q->first->alone = true;
        update(q->first);
        limit(q, q->first);
    } else {
        update(q->first);
    }
    update_floor(q);
    update(t);
    limit(q, t);
}

/* A dispatch costs its thread time even if it ends at once. So a slice is never shortened to less
 * than this: beside a thread that wakes again and again, another one would use more and more
 * without ever running. */
#define LEAST ((int64_t)(slice / 500))

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* The slice of the first one ends when it has used more than `t`, which comes, and a while more: so
 * a thread that often sleeps for a moment does not wait for a whole slice each time. */
static void shorten(struct thread *first, const struct thread *t)
{
    int64_t more = (int64_t)(t->used - first->used) + (int64_t)(slice / SCHED_SLICE_PARTS);
    int64_t left = more > 0 ? more * first->weight / SCHED_WEIGHT : 0;

    first->left = smaller(first->left, left > LEAST ? left : LEAST);
}

void queue_join(struct queue *q, struct thread *t)
{
    if (t->budget == 0) {
        compete(q, t);
        if (q->first->budget == 0 && q->first->ceiling == 0)
            shorten(q->first, t);
    }
    insert_after(q, q->first, t);
}

/* The next one has its whole slice, whatever `t` has a claim to: it is what `t` waits for. */
void queue_yield(struct thread *t)
{
    struct queue *q = &queues[t->priority];

    queue_remove(t);
    if (q->first == NULL) {
        queue_insert(t);
        return;
    }
    if (t->budget == 0)
        compete(q, t);
    insert_after(q, q->first, t);
    t->left = t->quantum;
}

void queue_rotate(struct thread *t)
{
    struct queue *q = &queues[t->priority];

    queue_remove(t);
    if (q->first == NULL) {
        queue_insert(t);
        return;
    }
    if (t->budget == 0) {
        update(t);
        update_floor(q);
    }
    if (is_before(t, q->first))
        queue_insert_first(t);
    else
        insert_after(q, q->first, t);
    t->left = t->quantum;
}

void queue_charge(struct thread *t, uint64_t ticks)
{
    struct queue *q = &queues[t->priority];

    t->used += weighed(t, ticks);
    t->left -= (int64_t)ticks;
    if (t->state != READY || q->first == t)
        return;
    queue_unlink(q, t);
    insert_after(q, q->first, t);
}

/* ---- Priorities ------------------------------------------------------------------------------ */

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
