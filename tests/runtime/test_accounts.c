/* SPDX-License-Identifier: BSD-2-Clause */
/* How the scheduler shares the CPU by weight, and budgets: a simulated CPU, on which each thread
 * has a random pattern of work and sleep. */
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

static struct thread *add_budget(unsigned i, uint8_t priority, uint64_t budget, uint64_t period)
{
    struct thread *t = add(i, SCHED_WEIGHT);

    t->own = t->base = t->priority = priority;
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

    while ((d = deadline_expired(now)) != NULL) {
        struct thread *t = &threads[d->thread];

        if (d->kind == RENEWAL)
            account_renewed(t, now);
        else if (t->state == BLOCKED)
            make_ready(t);
    }
}

/* Runs the first thread for at most `most` ticks, as the scheduler's loop does. Returns it; NULL:
 * there is none, and time goes on to the next deadline. */
static struct thread *run(uint64_t most, uint64_t *ticks)
{
    struct thread *t = queue_first();
    uint64_t end = deadline_next;

    if (t == NULL) {
        now = end;
        expire();
        return NULL;
    }
    end = end < now + (uint64_t)t->left ? end : now + (uint64_t)t->left;
    end = end < now + most ? end : now + most;
    *ticks = end > now ? end - now : 0;
    now += *ticks;
    ran[t - threads] += *ticks;
    t->spent += *ticks;
    t->left -= (int64_t)*ticks;
    if (t->budget != 0)
        account_use(t, *ticks, now);
    return t;
}

/* Ends its slice if it is over, and time's other events. */
static void conclude(struct thread *t)
{
    if (t->left <= 0 && is_out_of_time(t))
        account_slice_over(t);
    else if (t->left <= 0)
        queue_rotate(t);
    expire();
}

static void sleep_for(struct thread *t, uint64_t ticks)
{
    queue_remove(t);
    t->state = BLOCKED;
    deadline_set(t, WAIT, now + ticks);
    expire();
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

/* ---- Weights --------------------------------------------------------------------------------- */

static void threads_share_by_weight(void **state)
{
    static const uint32_t weights[] = {100, 300, 50, 1, 10000};
    uint64_t sum = 0;

    (void)state;
    reset();
    for (unsigned i = 0; i < COUNT(weights); i++) {
        make_ready(add(i, weights[i]));
        sum += weights[i];
    }
    spin_for(sum * slice);
    for (unsigned i = 0; i < COUNT(weights); i++)
        assert_in_range(ran[i], (weights[i] - 1) * slice, (weights[i] + 1) * slice);
}

/* A thread that sleeps and wakes neither gains nor loses a claim: the spinners beside it share what
 * it leaves; and it gets its share of the time in which it wants to run. */
static void sleepers_gain_nothing(void **state)
{
    struct thread *sleeper;
    uint64_t done;

    (void)state;
    reset();
    make_ready(add(1, 100));
    make_ready(add(2, 100));
    spin_for(3600000000); /* an hour, in which the third one uses nothing */
    sleeper = add(3, 100);
    make_ready(sleeper);
    ran[1] = ran[2] = 0;
    for (unsigned i = 0; i < 10000; i++) {
        struct thread *t = run(3000, &done);

        if (t == sleeper && rand() % 4 == 0)
            sleep_for(t, (uint64_t)(rand() % 2000 + 1));
        else if (t != NULL)
            conclude(t);
    }
    assert_in_range(ran[1], ran[2] - 2 * slice, ran[2] + 2 * slice);
    assert_true(ran[3] < ran[1] + 2 * slice);
    assert_true(ran[3] > ran[1] / 4);
}

/* A thread of a small weight sleeps for a moment just before each end of a slice, or yields. */
static void naps_forgive_nothing(void **state)
{
    (void)state;
    for (unsigned yields = 0; yields < 2; yields++) {
        uint64_t done;
        struct thread *light;

        reset();
        make_ready(light = add(1, 1));
        make_ready(add(2, 100));
        while (now < 1000000 + 5000 * slice) {
            struct thread *t = run(100, &done);

            if (t == light && t->left <= 200 && !yields)
                sleep_for(t, 10);
            else if (t == light && t->left <= 200)
                queue_yield(t);
            else if (t != NULL)
                conclude(t);
        }
        assert_in_range(ran[1], 45 * slice, 55 * slice);
    }
}

/* What a thread uses alone is no debt: the one that comes later gets no more than its share. */
static void time_alone_is_free(void **state)
{
    (void)state;
    reset();
    make_ready(add(1, 100));
    spin_for(3600000000);
    make_ready(add(2, 100));
    spin_for(100 * slice);
    assert_in_range(ran[2], 49 * slice, 52 * slice);
}

/* Two spinners; a service works for the second one half of the time. */
static void a_client_pays_for_its_service(void **state)
{
    uint64_t served = 0, done;

    (void)state;
    reset();
    make_ready(add(1, 100));
    make_ready(add(2, 100));
    while (now < 1000000 + 1000 * slice) {
        struct thread *t = run(100, &done);

        if (t == &threads[2]) {
            now += done;
            served += done;
            account_charge(t, done, true);
        }
        if (t != NULL)
            conclude(t);
    }
    assert_in_range(ran[1], 490 * slice, 510 * slice);
    assert_in_range(ran[2] + served, 490 * slice, 510 * slice);
}

/* ---- Budgets --------------------------------------------------------------------------------- */

static void a_spinner_gets_its_budget(void **state)
{
    (void)state;
    reset();
    make_ready(add_budget(1, 150, 3000, 10000));
    make_ready(add_budget(2, 150, 1000, 10000));
    make_ready(add(3, 100));
    spin_for(100000);
    for (unsigned i = 0; i < 100; i++) {
        uint64_t before[4];

        memcpy(before, ran, sizeof before);
        spin_for(100000 + (uint64_t)(rand() % 5));
        assert_in_range(ran[1] - before[1], 29000, 31000);
        assert_in_range(ran[2] - before[2], 9000, 11000);
        assert_in_range(ran[3] - before[3], 59000, 61000);
    }
}

/* Histories of one thread's time, a bit for each 100 ticks. */
#define SPAN 100
static uint8_t history[SCHED_THREADS][200000];

static void remember(unsigned i, uint64_t from, uint64_t ticks)
{
    for (uint64_t tick = from; tick < from + ticks; tick++)
        history[i][(tick - 1000000) / SPAN]++;
}

/* The bound of docs/scheduling.md: in an interval of length t a thread runs for at most
 * U (t + 2 P - 2 B). */
static void check_bound(unsigned i, uint64_t end)
{
    const struct thread *t = &threads[i];
    unsigned spans = (unsigned)(t->period / SPAN);

    for (unsigned periods = 1; periods < 20; periods += 3) {
        uint64_t sum = 0;

        for (uint64_t at = 0; at < (end - 1000000) / SPAN; at++) {
            sum += history[i][at];
            if (at >= periods * spans)
                sum -= history[i][at - periods * spans];
            assert_true(sum * t->period <= t->budget * ((periods + 2) * t->period - 2 * t->budget));
        }
    }
}

/* Threads with budgets that work and sleep at random, beside a spinner. */
static void budgets_bound_any_interval(void **state)
{
    static const struct {
        uint64_t budget, period;
    } budgets[] = {{3000, 10000}, {1000, 10000}, {1500, 5000}, {20000, 100000}};
    uint64_t done, from;

    (void)state;
    reset();
    memset(history, 0, sizeof history);
    for (unsigned i = 0; i < COUNT(budgets); i++)
        make_ready(add_budget(i, 150, budgets[i].budget, budgets[i].period));
    make_ready(add(9, 100));
    while (now < 1000000 + sizeof history[0] * SPAN - 200000) {
        struct thread *t;

        from = now;
        t = run((uint64_t)(rand() % 700 + 1), &done);
        if (t == NULL)
            continue;
        if (t->budget != 0)
            remember((unsigned)(t - threads), from, done);
        if (t->budget != 0 && rand() % 16 == 0)
            sleep_for(t, (uint64_t)(rand() % (int)(2 * t->period) + 1));
        else
            conclude(t);
    }
    for (unsigned i = 0; i < COUNT(budgets); i++) {
        check_bound(i, now);
        assert_true(ran[i] * budgets[i].period > now * budgets[i].budget / 8);
    }
}

/* Threads that always want to run: what is left of a budget always fits into the rest of its
 * period, though 90% of the CPU are promised. */
static void ready_threads_meet_their_periods(void **state)
{
    static const struct {
        uint64_t budget, period;
    } budgets[] = {{3000, 10000}, {1000, 10000}, {1500, 5000}, {20000, 100000}};

    (void)state;
    reset();
    for (unsigned i = 0; i < COUNT(budgets); i++) {
        make_ready(add_budget(i, 150, budgets[i].budget, budgets[i].period));
        spin_for((uint64_t)(rand() % 20000));
    }
    make_ready(add(9, 100));
    for (unsigned i = 0; i < 100000; i++) {
        spin_for(37);
        for (unsigned j = 0; j < COUNT(budgets); j++)
            if (threads[j].credit > 0) /* a slice of another one may still run */
                assert_true((uint64_t)threads[j].credit <=
                            threads[j].renewal - now + slice / SCHED_SLICE_PARTS);
    }
}

/* In a section it goes on, and pays later. */
static void a_section_is_a_debt(void **state)
{
    struct thread *t;
    uint64_t done;

    (void)state;
    reset();
    t = add_budget(1, 150, 1000, 10000);
    make_ready(t);
    make_ready(add(2, 100));
    t->ceiling = 255;
    priority_change(t, true);
    assert_ptr_equal(run(1000, &done), t);
    t->left = 1;
    now += 4000;
    account_use(t, 4000, now);
    assert_ptr_equal(queue_first(), t);
    t->ceiling = 0;
    priority_change(t, true);
    t->left = 0;
    conclude(t);
    assert_int_equal(t->state, DEPLETED);
    ran[1] = 0;
    spin_for(34000); /* four budgets pay the debt of 4000 */
    assert_int_equal(ran[1], 0);
    spin_for(20000);
    assert_in_range(ran[1], 1000, 2000);
}

/* Out of time, it runs while a thread with time waits for it, with that one's priority. */
static void a_waiter_lends_its_priority(void **state)
{
    struct thread *holder, *waiter = add(3, 100);
    uint64_t done;

    (void)state;
    reset();
    holder = add_budget(1, 150, 1000, 10000);
    make_ready(holder);
    make_ready(add(2, 100));
    waiter = add(3, 100);
    waiter->own = waiter->base = waiter->priority = 120;
    spin_for(1000);
    assert_int_equal(holder->state, DEPLETED);
    waiter->state = BLOCKED;
    inheritance_begin(waiter, 1);
    assert_int_equal(holder->state, READY);
    assert_int_equal(holder->priority, 120);
    assert_ptr_equal(run(500, &done), holder);
    conclude(holder);
    inheritance_end(waiter);
    assert_int_equal(holder->state, DEPLETED);
    assert_int_equal(holder->credit, -500);
    assert_ptr_equal(queue_first(), &threads[2]);
    spin_for(9000);
    assert_int_equal(holder->priority, 150);
}

/* A component that ends and begins anew gets no new budget; a service's work counts. */
static void no_way_around_a_budget(void **state)
{
    struct thread *t;

    (void)state;
    reset();
    t = add_budget(1, 150, 1000, 10000);
    make_ready(add(2, 100));
    for (unsigned i = 0; i < 1000; i++) {
        make_ready(t);
        spin_for(50);
        if (t->state == READY)
            queue_remove(t);
        t->state = BLOCKED;
    }
    assert_in_range(ran[1], 1000, 7000); /* in 50 ms */
    make_ready(t);
    account_charge(t, 100000, false);
    ran[1] = 0;
    spin_for(900000);
    assert_int_equal(ran[1], 0);
    assert_true(t->missed > 0);
}

/* A service may be broken into while a client's own thread is in it: the client stays in the queue
 * that the scheduler takes it from when it waits or ends. */
static void a_running_client_stays_queued(void **state)
{
    struct thread *t;
    uint64_t done;

    (void)state;
    reset();
    t = add_budget(1, 150, 1000, 10000);
    make_ready(t);
    assert_ptr_equal(run(100, &done), t);
    account_charge(t, 5000, true);
    assert_int_equal(t->state, READY);
    assert_ptr_equal(queue_first(), t);
    conclude(t);
    assert_int_equal(t->state, DEPLETED);
    assert_null(queue_first());
}

/* The peer of a link that is no service would have its owner pay for whatever it does. */
static void only_services_charge(void **state)
{
    struct thread *client, *other;

    (void)state;
    reset();
    client = add_budget(1, 150, 1000, 10000);
    other = add(2, 100);
    other->clients = 1 << 1;
    assert_false(account_may_charge(other, client));
    other->own = 150;
    assert_false(account_may_charge(other, client));
    other->own = 151;
    assert_true(account_may_charge(other, client));
    assert_false(account_may_charge(other, &threads[3]));
    other->budget = 1000;
    assert_false(account_may_charge(other, client));
}

/* Beside a spinner, and after a section that was longer than its budget. */
static void a_dead_thread_ends_at_once(void **state)
{
    struct thread *t;
    uint64_t done;

    (void)state;
    reset();
    t = add_budget(1, 150, 1000, 10000);
    make_ready(t);
    make_ready(add(2, 100));
    t->ceiling = 255;
    priority_change(t, true);
    now += 4000;
    t->left -= 4000;
    account_use(t, 4000, now);
    t->ceiling = 0;
    priority_change(t, true);
    conclude(t);
    assert_int_equal(t->state, DEPLETED);
    account_end(t);
    assert_ptr_equal(run(100, &done), t);
    queue_remove(t);
    t->state = ENDED;
    spin_for(100000);
    assert_int_equal(t->state, ENDED);
    assert_ptr_equal(queue_first(), &threads[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_by_weight),
        cmocka_unit_test(sleepers_gain_nothing),
        cmocka_unit_test(naps_forgive_nothing),
        cmocka_unit_test(time_alone_is_free),
        cmocka_unit_test(a_client_pays_for_its_service),
        cmocka_unit_test(a_spinner_gets_its_budget),
        cmocka_unit_test(budgets_bound_any_interval),
        cmocka_unit_test(ready_threads_meet_their_periods),
        cmocka_unit_test(a_section_is_a_debt),
        cmocka_unit_test(a_waiter_lends_its_priority),
        cmocka_unit_test(no_way_around_a_budget),
        cmocka_unit_test(a_running_client_stays_queued),
        cmocka_unit_test(only_services_charge),
        cmocka_unit_test(a_dead_thread_ends_at_once),
    };

    return cmocka_run_group_tests_name("accounts", tests, NULL, NULL);
}
