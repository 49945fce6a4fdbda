/* SPDX-License-Identifier: BSD-2-Clause */
/* The scheduler's ready queue and timers, by random operations, against models that search everything each time. */
#include <stdlib.h>
#include <string.h>

#include <cos/abi.h>

#include "queue.h"
#include "test.h"

#define ROUNDS 200000

struct thread threads[SCHED_THREADS];
uint64_t started, slice = 10;

static uint64_t due[SCHED_THREADS][DEADLINE_KINDS];

static uint64_t earliest(void)
{
    uint64_t time = COS_FOREVER;

    for (unsigned i = 0; i < SCHED_THREADS * DEADLINE_KINDS; i++)
        time = (&due[0][0])[i] < time ? (&due[0][0])[i] : time;
    return time;
}

static void set_some_deadline(void)
{
    unsigned thread = rand() % SCHED_THREADS, kind = rand() % DEADLINE_KINDS;

    due[thread][kind] = rand() % 8 ? (uint64_t)(rand() % 1000) : COS_FOREVER;
    deadline_set(&threads[thread], kind, due[thread][kind]);
}

static void expire_one(uint64_t now)
{
    const struct deadline *d = deadline_expired(now);

    if (d == NULL) {
        assert_true(earliest() > now);
        return;
    }
    assert_int_equal(d->time, earliest());
    assert_int_equal(due[d->thread][d->kind], d->time);
    assert_true(d->time <= now);
    due[d->thread][d->kind] = COS_FOREVER;
}

static void timers_come_in_order(void **state)
{
    (void)state;
    memset(due, 0xff, sizeof due);
    for (unsigned i = 0; i < ROUNDS; i++) {
        if (rand() % 3)
            set_some_deadline();
        else
            expire_one(rand() % 1000);
        assert_int_equal(deadline_next, earliest());
    }
}

/* When each thread was queued; 0: it is not. */
static uint64_t since[SCHED_THREADS];

static struct thread *expected_first(void)
{
    struct thread *best = NULL;

    for (unsigned i = 0; i < SCHED_THREADS; i++) {
        struct thread *t = &threads[i];

        if (since[i] && (best == NULL || t->priority > best->priority ||
                         (t->priority == best->priority && since[i] < since[best - threads])))
            best = t;
    }
    return best;
}

static void queue_is_fifo_by_priority(void **state)
{
    static const uint8_t priorities[] = {0, 1, 63, 64, 100, 100, 128, 255};

    (void)state;
    for (unsigned i = 0; i < SCHED_THREADS; i++)
        threads[i].priority = priorities[i % 8];
    for (uint64_t round = 1; round <= ROUNDS; round++) {
        unsigned i = rand() % SCHED_THREADS;

        if (since[i] == 0) {
            queue_append(&threads[i]);
            since[i] = round;
        } else if (rand() % 2) {
            queue_remove(&threads[i]);
            since[i] = 0;
        } else {
            queue_rotate(&threads[i]);
            since[i] = round;
        }
        assert_ptr_equal(queue_first(), expected_first());
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_come_in_order),
        cmocka_unit_test(queue_is_fifo_by_priority),
    };

    return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
