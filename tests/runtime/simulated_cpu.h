/* SPDX-License-Identifier: BSD-2-Clause */
/* A simulated CPU for tests of the scheduler's shares. */
#ifndef TESTS_RUNTIME_SIMULATED_CPU_H
#define TESTS_RUNTIME_SIMULATED_CPU_H

#include <stdlib.h>
#include <string.h>

#include <cos/abi.h>

#include "queue.h"
#include "test.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define PRIORITY     100

struct thread threads[SCHED_THREADS];
uint64_t slice = 10000; /* a tick is a microsecond */

static uint64_t ran[SCHED_THREADS], now;

void thread_tell(const struct thread *t)
{
    (void)t;
}

static struct thread *add(unsigned i, uint32_t weight)
{
    threads[i] = (struct thread){.own = PRIORITY,
                                 .base = PRIORITY,
                                 .priority = PRIORITY,
                                 .low = NOT_LOWERED,
                                 .quantum = (int64_t)slice,
                                 .weight = weight};
    ran[i] = 0;
    return &threads[i];
}

static inline struct thread *add_at(unsigned i, uint8_t priority)
{
    struct thread *t = add(i, SCHED_WEIGHT);

    t->own = t->base = t->priority = priority;
    return t;
}

static inline struct thread *add_budget(unsigned i, uint8_t priority, uint64_t budget,
                                        uint64_t period)
{
    struct thread *t = add_at(i, priority);

    t->budget = budget;
    t->period = period;
    t->state = BLOCKED;
    return t;
}

static void reset(void)
{
    while (queue_first() != NULL)
        queue_remove(queue_first());
    for (unsigned i = 0; i < SCHED_THREADS; i++) {
        for (unsigned kind = 0; kind < DEADLINE_KINDS; kind++)
            deadline_set(&threads[i], kind, COS_FOREVER);
        threads[i] = (struct thread){0};
    }
    for (unsigned p = 0; p < PRIORITIES; p++)
        queues[p].floor = 0;
    now = 1000000;
}

static void make_ready(struct thread *t)
{
    if (t->budget != 0)
        account_ready(t, now);
    else
        queue_append(t);
}

static void expire(void)
{
    struct deadline *d;

    while ((d = deadline_expired(now, 0)) != NULL) {
        struct thread *t = &threads[d->thread];

        if (d->kind == RENEWAL && account_renewed(t, now))
            inheritance_update(t->heir);
        else if (d->kind != RENEWAL && t->state == BLOCKED)
            make_ready(t);
    }
}

/* Runs the first thread for at most `most` ticks, as the scheduler's loop does. Returns it; NULL:
 * there is none, and time goes on to the next deadline. */
static struct thread *run(uint64_t most, uint64_t *ticks)
{
    struct thread *t = queue_first();
    uint64_t end = deadline_next, left;

    if (t == NULL) {
        now = end;
        expire();
        return NULL;
    }
    left = (uint64_t)(t->lender != NULL ? inheritance_left(t) : t->left);
    end = end < now + left ? end : now + left;
    end = end < now + most ? end : now + most;
    *ticks = end > now ? end - now : 0;
    now += *ticks;
    ran[t - threads] += *ticks;
    t->left -= (int64_t)*ticks;
    use(t, *ticks, now);
    return t;
}

/* Ends its slice if it is over, and time's other events. */
static void conclude(struct thread *t)
{
    if (t->state != READY || (t->left <= 0 && is_out_of_time(t)))
        account_slice_over(t);
    else if (t->left <= 0)
        queue_rotate(t);
    expire();
}

static void sleep_for(struct thread *t, uint64_t ticks)
{
    if (t->state == READY)
        queue_remove(t);
    t->state = BLOCKED;
    deadline_set(t, WAIT, now + ticks);
    expire();
}

/* It waits for another one, which inherits its priority. */
static inline void wait_for(struct thread *t, const struct thread *heir)
{
    if (t->state == READY)
        queue_remove(t);
    t->state = BLOCKED;
    inheritance_begin(t, thread_id(heir));
}

static inline void stop_waiting(struct thread *t)
{
    inheritance_wake(t);
    make_ready(t);
}

static void spin_for(uint64_t ticks)
{
    uint64_t end = now + ticks, done;

    while (now < end) {
        struct thread *t = run(end - now, &done);

        if (t != NULL)
            conclude(t);
    }
}

#endif
