/* SPDX-License-Identifier: BSD-2-Clause */
/* A binary heap of pointers to the armed deadlines, earliest first; heap[0] is not used. */
#include "common.h"

#include <cos/abi.h>

static struct deadline *heap[SCHED_THREADS * DEADLINE_KINDS + 1];
static unsigned armed;
uint64_t deadline_next = COS_FOREVER;

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
}

struct deadline *deadline_expired(uint64_t now)
{
    struct deadline *d = heap[1];

    if (armed == 0 || d->time > now)
        return NULL;
    take_out(d);
    return d;
}
