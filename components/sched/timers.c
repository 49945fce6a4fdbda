/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A binary heap of pointers to the armed deadlines, earliest first; heap[0] is not used. Deadlines
 * that have passed expire in the order of their threads' priorities: many that pass at once would
 * delay an urgent thread otherwise.
 */
#include "common.h"

#include <cos/abi.h>

static struct deadline *heap[SCHED_THREADS * DEADLINE_KINDS + 1];
static unsigned armed;
uint64_t deadline_next = COS_FOREVER, deadline_coming = COS_FOREVER;
int deadline_left = -1;

static void place(struct deadline *d, unsigned position)
{
    heap[position] = d;
    d->position = (uint16_t)position;
}

static unsigned sift_up(struct deadline *d, unsigned position)
{
    for (; position > 1 && heap[position / 2]->time > d->time; position /= 2)
        place(heap[position / 2], position);
    return position;
}

static unsigned sift_down(struct deadline *d, unsigned position)
{
    for (;;) {
        unsigned child = 2 * position;

        if (child < armed && heap[child + 1]->time < heap[child]->time)
            child++;
        if (child > armed || heap[child]->time >= d->time)
            return position;
        place(heap[child], position);
        position = child;
    }
}

static void take_out(struct deadline *d)
{
    unsigned hole = d->position;
    struct deadline *last = heap[armed--];

    d->position = 0;
    if (last != d)
        place(last, sift_down(last, sift_up(last, hole)));
    deadline_next = armed > 0 ? heap[1]->time : COS_FOREVER;
}

void deadline_set(struct thread *t, enum deadline_kind kind, uint64_t time)
{
    struct deadline *d = &t->deadlines[kind];

    if (d->position != 0)
        take_out(d);
    if (time == COS_FOREVER)
        return;
    d->time = time;
    d->kind = (uint8_t)kind;
    d->thread = (uint8_t)thread_id(t);
    armed++;
    place(d, sift_up(d, armed));
    deadline_next = heap[1]->time;
    if (time < deadline_coming)
        deadline_coming = time;
}

uint8_t deadline_urgency(const struct deadline *d)
{
    const struct thread *t = &threads[d->thread];

    return t->own > t->priority ? t->own : t->priority;
}

/* Positions in the heap that are still to be looked at. None of them is below another one, so there
 * are at most as many as half of the heap. */
struct walk {
    unsigned count;
    uint8_t positions[SCHED_THREADS * DEADLINE_KINDS / 2 + 1];
};

_Static_assert(SCHED_THREADS *DEADLINE_KINDS < UINT8_MAX, "positions fit");

static inline void walk_begin(struct walk *walk)
{
    walk->count = armed != 0;
    walk->positions[0] = 1;
}

static inline void walk_down(struct walk *walk, unsigned position)
{
    if (2 * position <= armed)
        walk->positions[walk->count++] = (uint8_t)(2 * position);
    if (2 * position < armed)
        walk->positions[walk->count++] = (uint8_t)(2 * position + 1);
}

void deadline_raise(const struct thread *t)
{
    for (unsigned kind = 0; kind < DEADLINE_KINDS; kind++) {
        const struct deadline *d = &t->deadlines[kind];

        if (d->position != 0 && d->time < deadline_coming && deadline_urgency(d) > deadline_left)
            deadline_left = deadline_urgency(d);
    }
}

static bool is_before(const struct deadline *a, const struct deadline *b)
{
    uint8_t urgency = deadline_urgency(a), other = deadline_urgency(b);

    return urgency > other || (urgency == other && a->time < b->time);
}

static void leave(const struct deadline *d)
{
    if (d != NULL && deadline_urgency(d) > deadline_left)
        deadline_left = deadline_urgency(d);
}

struct deadline *deadline_expired(uint64_t now, uint8_t least)
{
    struct walk walk;
    struct deadline *first = NULL;

    deadline_left = -1;
    deadline_coming = COS_FOREVER;
    walk_begin(&walk);
    while (walk.count != 0) {
        unsigned i = walk.positions[--walk.count];
        struct deadline *d = heap[i];

        if (d->time > now) {
            deadline_coming = d->time < deadline_coming ? d->time : deadline_coming;
            continue;
        }
        walk_down(&walk, i);
        if (first != NULL ? is_before(d, first) : deadline_urgency(d) >= least) {
            leave(first);
            first = d;
        } else {
            leave(d);
        }
    }
    if (first != NULL)
        take_out(first);
    return first;
}
