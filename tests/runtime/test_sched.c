/* SPDX-License-Identifier: BSD-2-Clause */
/* The scheduler's ready queue and timers, by random operations, against models that search
 * everything each time. */
#include <stdlib.h>
#include <string.h>

#include <cos/abi.h>

#include "queue.h"
#include "test.h"

#define ROUNDS 200000

struct thread threads[SCHED_THREADS];
uint64_t started, slice = 10;

static uint64_t due[SCHED_THREADS][DEADLINE_KINDS];

static uint8_t urgency(unsigned thread)
{
    return threads[thread].own > threads[thread].priority ? threads[thread].own
                                                          : threads[thread].priority;
}

/* Of threads that are at least so urgent. */
static uint64_t earliest(uint8_t least)
{
    uint64_t time = COS_FOREVER;

    for (unsigned i = 0; i < SCHED_THREADS; i++)
        for (unsigned kind = 0; kind < DEADLINE_KINDS && urgency(i) >= least; kind++)
            time = due[i][kind] < time ? due[i][kind] : time;
    return time;
}

static void set_some_deadline(void)
{
    unsigned thread = rand() % SCHED_THREADS, kind = rand() % DEADLINE_KINDS;

    threads[thread].own = rand() % 8;
    threads[thread].priority = rand() % 8;
    due[thread][kind] = rand() % 8 ? (uint64_t)(rand() % 1000) : COS_FOREVER;
    deadline_set(&threads[thread], kind, due[thread][kind]);
}

/* What the walk has found out about all others. */
static void check_left(uint64_t now, const struct deadline *taken)
{
    uint64_t coming = COS_FOREVER;
    int left = -1;

    for (unsigned i = 0; i < SCHED_THREADS * DEADLINE_KINDS; i++) {
        unsigned thread = i / DEADLINE_KINDS, kind = i % DEADLINE_KINDS;
        uint64_t time = due[thread][kind];

        if (time > now)
            coming = time < coming ? time : coming;
        else if (taken == NULL || taken->thread != thread || taken->kind != kind)
            left = urgency(thread) > left ? urgency(thread) : left;
    }
    assert_int_equal(deadline_left, left);
    assert_int_equal(deadline_coming, coming);
}

static void expire_one(uint64_t now, uint8_t least)
{
    const struct deadline *d = deadline_expired(now, least);

    check_left(now, d);
    if (d == NULL) {
        assert_true(earliest(least) > now);
        return;
    }
    assert_true(deadline_urgency(d) >= least);
    assert_int_equal(deadline_urgency(d), urgency(d->thread));
    assert_int_equal(d->time, earliest(urgency(d->thread)));
    assert_true(urgency(d->thread) == UINT8_MAX || earliest(urgency(d->thread) + 1) > now);
    assert_int_equal(due[d->thread][d->kind], d->time);
    assert_true(d->time <= now);
    due[d->thread][d->kind] = COS_FOREVER;
}

static void timers_come_in_order(void **state)
{
    (void)state;
    memset(due, 0xff, sizeof due);
    for (unsigned i = 0; i < ROUNDS; i++) {
        uint8_t least = rand() % 8;

        if (rand() % 3)
            set_some_deadline();
        else
            expire_one(rand() % 1000, least);
        assert_int_equal(deadline_next, earliest(0));
    }
}

/* When each thread was queued; 0: it is not. Those that go before others have times before all
 * others. */
static int64_t since[SCHED_THREADS], before = -1;

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

static uint8_t told[SCHED_THREADS]; /* latest base given to the kernel; 0: none */

void thread_tell(const struct thread *t)
{
    told[t - threads] = t->base;
}

static const uint8_t priorities[] = {0, 1, 63, 64, 100, 100, 128, 255};

static void start_anew(void)
{
    while (queue_first() != NULL)
        queue_remove(queue_first());
    memset(since, 0, sizeof since);
    for (unsigned i = 0; i < SCHED_THREADS; i++)
        threads[i] = (struct thread){.own = priorities[i % 8],
                                     .base = priorities[i % 8],
                                     .priority = priorities[i % 8],
                                     .low = NOT_LOWERED,
                                     .quantum = 10,
                                     .weight = SCHED_WEIGHT};
    memset(told, 0, sizeof told);
}

static void queue_is_fifo_by_priority(void **state)
{
    (void)state;
    start_anew();
    for (int64_t round = 1; round <= ROUNDS; round++) {
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

static void check_second(const struct thread *first)
{
    struct thread *second;
    int64_t kept;

    if (first == NULL)
        return;
    kept = since[first - threads];
    since[first - threads] = 0;
    second = expected_first();
    since[first - threads] = kept;
    assert_int_equal(queue_second(first), second == NULL ? -1 : second->priority);
}

/* The running, first thread enters or leaves a section: whatever its ceiling, it stays first in its
 * new queue. */
static void change_running(void)
{
    struct thread *t = queue_first();
    int64_t left = rand() % 10 + 1;

    if (t == NULL)
        return;
    t->left = left;
    if (rand() % 3)
        t->ceiling = t->ceiling != 0 ? 0 : priorities[1 + rand() % 7];
    else
        t->low = t->low == NOT_LOWERED ? priorities[rand() % 8] : NOT_LOWERED;
    if (priority_change(t, true))
        since[t - threads] = before--;
    assert_int_equal(t->left, left);
}

/* An inherited priority moves the one ready thread at the chain's end, if any, before all others of
 * its new priority. When it loses that, it gets a new place behind the first of its priority. */
static uint8_t noted[SCHED_THREADS];

static void note_priorities(void)
{
    for (unsigned i = 0; i < SCHED_THREADS; i++)
        noted[i] = threads[i].priority;
}

static void note_changes(int64_t round)
{
    for (unsigned i = 0; i < SCHED_THREADS; i++)
        if (since[i] != 0 && threads[i].priority != noted[i])
            since[i] = threads[i].priority > noted[i] ? before-- : round;
}

/* Returns the highest of its own base and, unless it waits itself, of those that wait for it,
 * directly or not. */
static uint8_t highest_of_chain(const struct thread *t)
{
    uint8_t most = priority_base(t);

    for (unsigned i = 0; i < SCHED_THREADS; i++) {
        uint8_t inherited = threads[i].heir == t ? highest_of_chain(&threads[i]) : 0;

        most = inherited > most ? inherited : most;
    }
    return most;
}

static uint8_t expected_priority(const struct thread *t)
{
    return t->heir != NULL ? priority_base(t) : highest_of_chain(t);
}

static void change_another(int64_t round)
{
    unsigned i = rand() % SCHED_THREADS;

    threads[i].own = priorities[rand() % 8];
    note_priorities();
    if (priority_change(&threads[i], false) && since[i] != 0)
        since[i] = round;
    else
        note_changes(round);
}

static void wake_or_block(int64_t round)
{
    unsigned i = rand() % SCHED_THREADS, other = rand() % SCHED_THREADS;

    note_priorities();
    if (since[i] == 0) {
        inheritance_end(&threads[i]);
        note_changes(round);
        queue_append(&threads[i]);
        since[i] = round;
    } else {
        queue_remove(&threads[i]);
        threads[i].state = BLOCKED;
        since[i] = 0;
        inheritance_begin(&threads[i], other); /* no effect if that would close a circle */
        note_changes(round);
    }
}

static void priorities_change(void **state)
{
    (void)state;
    start_anew();
    for (int64_t round = 1; round <= ROUNDS; round++) {
        unsigned kind = rand() % 4;

        if (kind == 0)
            change_running();
        else if (kind == 1)
            change_another(round);
        else
            wake_or_block(round);
        for (unsigned i = 0; i < SCHED_THREADS; i++) {
            assert_int_equal(threads[i].priority, expected_priority(&threads[i]));
            assert_true(told[i] == 0 || told[i] == priority_base(&threads[i]));
        }
        assert_ptr_equal(queue_first(), expected_first());
        check_second(queue_first());
    }
}

/* A section with a ceiling is above urgent threads, and leaves no trace. */
static void a_section_leaves_no_trace(void **state)
{
    struct thread *t = &threads[4], *urgent = &threads[7];

    (void)state;
    start_anew();
    queue_append(t);
    queue_append(&threads[5]); /* of the same priority */
    t->left = 3;
    t->ceiling = 255;
    priority_change(t, true);
    queue_append(urgent);
    assert_ptr_equal(queue_first(), t);
    t->ceiling = 0;
    priority_change(t, true);
    assert_ptr_equal(queue_first(), urgent);
    queue_remove(urgent);
    assert_ptr_equal(queue_first(), t);
    assert_int_equal(t->left, 3);
    queue_rotate(t);
    assert_ptr_equal(queue_first(), &threads[5]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(timers_come_in_order),
        cmocka_unit_test(queue_is_fifo_by_priority),
        cmocka_unit_test(priorities_change),
        cmocka_unit_test(a_section_leaves_no_trace),
    };

    return cmocka_run_group_tests_name("sched", tests, NULL, NULL);
}
