/* SPDX-License-Identifier: BSD-2-Clause */
#include "queue.h"

struct queue queues[PRIORITIES];
uint64_t filled[WORDS];
uint64_t filled_words;

/* ---- Shares ---------------------------------------------------------------------------------- */

/* A thread that has used more than this in advance of others waits no longer for it. Of a small
 * weight, it has used that much more by running for as long. */
#define ADVANCE_MOST (16 * slice)

/* What is used may wrap around after years. */
static int64_t ahead(uint64_t a, uint64_t b)
{
    return (int64_t)(a - b);
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

void queue_unlink(struct queue *q, struct thread *t)
{
    struct thread *before = q->first;

    update(before); /* until now `t` has competed with it */
    while (before->next != t)
        before = before->next;
    before->next = t->next;
    if (q->last == t)
        q->last = before;
}

/* Whether it competes by its weight: it runs with the priority of a thread without a budget. */
static bool is_weighed(struct thread *t)
{
    return payer_of(t)->budget == 0;
}

/* What the others have used means nothing here. */
static void update_floor(struct queue *q)
{
    struct thread *least = q->first, *second = q->first->next;

    if (!is_weighed(least) || (second != NULL && !is_weighed(second)))
        return;
    if (second != NULL && ahead(second->used, least->used) < 0)
        least = second;
    if (ahead(least->used, q->floor) > 0)
        q->floor = least->used;
}

/* A thread that comes has no claim to what others have used meanwhile, but for a slice: or one that
 * often sleeps for a moment would lose what it has waited for. */
static void limit(const struct queue *q, struct thread *t)
{
    uint64_t most = q->floor + ADVANCE_MOST;

    if (ahead(t->used + slice, q->floor) < 0)
        t->used = q->floor - slice;
    if (ahead(t->used, most) > 0 && t->weight < SCHED_WEIGHT)
        most = q->floor + weighed(t, ADVANCE_MOST);
    if (ahead(t->used, most) > 0)
        t->used = most;
}

/* Of two that run on budgets, the one whose period ends first is first (EDF); of two others, the
 * one that has used less. `payer`: payer_of(a). */
static bool is_before(const struct thread *a, const struct thread *payer, struct thread *b)
{
    const struct thread *other = payer_of(b);

    if (payer->budget == 0 || other->budget == 0)
        return payer->budget == other->budget ? ahead(a->used, b->used) < 0 : payer->budget != 0;
    return payer->renewal < other->renewal;
}

static void insert_after(struct queue *q, struct thread *before, struct thread *t)
{
    const struct thread *payer = payer_of(t);

    while (before->next != NULL && !is_before(t, payer, before->next))
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
    int64_t more = ahead(t->used, first->used) + (int64_t)(slice / SCHED_SLICE_PARTS);
    int64_t left = more > 0 ? more * first->weight / SCHED_WEIGHT : 0;

    first->left = smaller(first->left, left > LEAST ? left : LEAST);
}

void queue_join(struct queue *q, struct thread *t)
{
    if (is_weighed(t)) {
        compete(q, t);
        if (is_weighed(q->first) && q->first->ceiling == 0)
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
    if (is_weighed(t))
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
    if (is_weighed(t)) {
        update(t);
        update_floor(q);
    }
    if (is_before(t, payer_of(t), q->first))
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

void queue_charge_lender(struct thread *lender, const struct thread *t, uint64_t ticks)
{
    if (t->state == READY && t->next != NULL)
        lender->used += weighed(lender, ticks);
}

/* ---- Priorities ------------------------------------------------------------------------------ */

void queue_move(struct thread *t, uint8_t priority)
{
    uint64_t floor = queues[t->priority].floor;

    update(t);
    if (ahead(t->used + slice, floor) < 0)
        t->used = floor - slice;
    t->used += queues[priority].floor - floor;
    t->priority = priority;
    deadline_raise(t);
}

static void join_first(struct thread *t)
{
    struct queue *q = &queues[t->priority];

    if (q->first == NULL)
        t->alone = true;
    else if (is_weighed(t))
        compete(q, t);
    queue_insert_first(t);
}

bool priority_apply(struct thread *t, bool runs)
{
    uint8_t priority = priority_of(t);

    if (priority == t->priority)
        return false;
    if (t->state != READY) { /* it waits, or runs by a hand-off that is not known here yet */
        queue_move(t, priority);
        return true;
    }
    queue_remove(t);
    queue_move(t, priority);
    if (runs)
        join_first(t);
    else
        queue_insert(t);
    return true;
}
