/* SPDX-License-Identifier: BSD-2-Clause */
/* Budgets: a simulated CPU, on which each thread has a random pattern of work and sleep. */
#include "simulated_cpu.h"

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

/* A thread that may run for 1000 of 10000 ticks is ready, and no other. */
static struct thread *begin_with_budget(void)
{
    struct thread *t;

    reset();
    t = add_budget(1, 150, 1000, 10000);
    make_ready(t);
    return t;
}

/* The same, beside a spinner; it is in a section of a root component. */
static struct thread *begin_in_section(void)
{
    struct thread *t = begin_with_budget();

    make_ready(add(2, 100));
    t->ceiling = 255;
    priority_change(t, true);
    return t;
}

/* In a section it goes on, and pays later. */
static void a_section_is_a_debt(void **state)
{
    struct thread *t = begin_in_section();
    uint64_t done;

    (void)state;
    assert_ptr_equal(run(1000, &done), t);
    t->left = 1;
    now += 4000;
    account_use(t, 4000, now);
    account_settle(t);
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
    struct thread *holder, *waiter;
    uint64_t done;

    (void)state;
    reset();
    holder = add_budget(1, 150, 1000, 10000);
    make_ready(holder);
    make_ready(add(2, 100));
    waiter = add_at(3, 120);
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

/* The heir of a thread that may run for 1000 of 10000 ticks spins at that one's priority, beside a
 * spinner of a priority between theirs. */
static void a_lender_pays(void **state)
{
    struct thread *lender, *heir;

    (void)state;
    reset();
    lender = add_budget(1, 150, 1000, 10000);
    heir = add(2, 100);
    make_ready(lender);
    make_ready(heir);
    make_ready(add_at(3, 120));
    spin_for(400);
    wait_for(lender, heir);
    assert_int_equal(heir->priority, 150);
    spin_for(9600);
    assert_int_equal(ran[1], 400);
    assert_int_equal(ran[2], 600);
    spin_for(89999);
    assert_int_equal(ran[2], 9600);
    assert_int_equal(lender->credit, 0);
    assert_int_equal(heir->priority, 100);
    stop_waiting(lender);
    assert_int_equal(lender->state, DEPLETED);
    spin_for(10001);
    assert_int_equal(ran[1], 1400);
}

/* Time lent through a thread between is of the first one in the chain. */
static void the_first_of_a_chain_pays(void **state)
{
    struct thread *first, *between, *last;

    (void)state;
    reset();
    first = add_budget(1, 150, 1000, 10000);
    between = add_budget(2, 140, 500, 10000);
    last = add(3, 100);
    make_ready(first);
    make_ready(between);
    make_ready(last);
    make_ready(add_at(4, 120));
    wait_for(between, last);
    wait_for(first, between);
    assert_int_equal(last->priority, 150);
    spin_for(1000);
    assert_int_equal(first->credit, 0);
    assert_int_equal(last->priority, 140);
    spin_for(1000);
    assert_int_equal(between->credit, 0);
    assert_int_equal(last->priority, 100);
    assert_int_equal(ran[3], 1500);
    assert_int_equal(ran[4], 500);
    spin_for(8000);
    assert_int_equal(last->priority, 150);
}

/* Else two threads that wait for each other would keep, for ever, what a third one lent them. */
static void a_circle_lends_nothing(void **state)
{
    struct thread *a, *b, *c;

    (void)state;
    reset();
    a = add(1, 100);
    b = add(2, 100);
    c = add_at(3, 200);
    make_ready(a);
    make_ready(b);
    make_ready(c);
    wait_for(c, a);
    wait_for(b, a);
    wait_for(a, b);
    stop_waiting(c);
    stop_waiting(a);
    assert_int_equal(a->priority, 100);
    assert_int_equal(b->priority, 100);
}

/* Returns the thread whose priority `t` has. */
static const struct thread *who_lends(const struct thread *t)
{
    bool own = t->priority == t->base && !is_out_of_time(t);

    for (unsigned i = 0; i < SCHED_THREADS && !own; i++)
        if (threads[i].heir == t && threads[i].priority == t->priority)
            return who_lends(&threads[i]);
    return t;
}

/* Threads with budgets that work, sleep and wait at random, for each other, too, beside threads
 * without a budget, one of which has a priority between theirs. What they lend counts as theirs. */
static void loans_are_bounded(void **state)
{
    uint64_t done, from, lent = 0;

    (void)state;
    reset();
    memset(history, 0, sizeof history);
    make_ready(add_budget(0, 150, 3000, 10000));
    make_ready(add_budget(1, 145, 1000, 10000));
    make_ready(add_budget(2, 140, 1500, 5000));
    make_ready(add_at(3, 100));
    make_ready(add_at(4, 90));
    make_ready(add_at(5, 120));
    while (now < 1000000 + sizeof history[0] * SPAN - 200000) {
        const struct thread *payer;
        struct thread *t, *waiter = &threads[rand() % 3];

        from = now;
        payer = queue_first() != NULL ? who_lends(queue_first()) : NULL;
        t = run((uint64_t)(rand() % 700 + 1), &done);
        if (t == NULL)
            continue;
        if (payer->budget != 0)
            remember((unsigned)(payer - threads), from, done);
        lent += payer != t ? done : 0;
        if (t->budget != 0 && t->state == READY && rand() % 8 == 0)
            wait_for(t, &threads[rand() % 6]);
        else if (t->budget != 0 && t->state == READY && rand() % 8 == 0)
            sleep_for(t, (uint64_t)(rand() % (int)(2 * t->period) + 1));
        else
            conclude(t);
        if (waiter->heir != NULL && rand() % 16 == 0)
            stop_waiting(waiter);
        for (unsigned i = 0; i < 3; i++) /* not before its heir: that may wait for it */
            if (threads[i].state == BLOCKED && threads[i].deadlines[WAIT].position == 0 &&
                threads[i].heir == NULL)
                make_ready(&threads[i]);
    }
    for (unsigned i = 0; i < 3; i++)
        check_bound(i, now);
    assert_true(lent > (now - 1000000) / 20);
}

/* Out of time, a thread that wakes runs for those who wait for it; when its budget is renewed, it
 * runs with its own priority again. */
static void a_holder_wakes_and_is_renewed(void **state)
{
    struct thread *holder, *waiter;

    (void)state;
    reset();
    holder = add_budget(1, 150, 1000, 10000);
    waiter = add_at(3, 120);
    make_ready(holder);
    make_ready(add(2, 100));
    spin_for(999);
    account_use(holder, 1, now);
    queue_remove(holder);
    holder->state = BLOCKED;
    now = holder->renewal - 100;
    waiter->state = BLOCKED;
    inheritance_begin(waiter, 1);
    make_ready(holder);
    assert_ptr_equal(queue_first(), holder);
    assert_int_equal(holder->priority, 120);
    spin_for(holder->renewal - now);
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
    struct thread *t = begin_with_budget();
    uint64_t done;

    (void)state;
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
    struct thread *t = begin_in_section();
    uint64_t done;

    (void)state;
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

/* Those who always want to run get their whole budget in each period, as `evm check` promises,
 * whatever others of their priority do: sleep just before the end of their budget, or yield. */
static void keep_promise(struct thread *t, uint64_t *end, uint64_t *before)
{
    if (now < *end)
        return;
    assert_true(ran[t - threads] - *before >= t->budget);
    *before = ran[t - threads];
    *end += t->period;
}

static void promises_are_kept(void **state)
{
    uint64_t done, ends[2], before[2] = {0};

    (void)state;
    reset();
    for (unsigned i = 0; i < 2; i++) {
        make_ready(add_budget(i, 150, i == 0 ? 1500 : 20000, i == 0 ? 5000 : 100000));
        ends[i] = threads[i].renewal;
    }
    make_ready(add_budget(2, 150, 1000, 10000));
    make_ready(add_budget(3, 150, 4000, 20000));
    make_ready(add(9, 100));
    while (now < 1000000 + 20000000) {
        uint64_t most = (uint64_t)(rand() % 300 + 1);
        struct thread *t;

        for (unsigned i = 0; i < 2; i++)
            most = ends[i] - now < most ? ends[i] - now : most;
        t = run(most, &done);
        for (unsigned i = 0; i < 2; i++)
            keep_promise(&threads[i], &ends[i], &before[i]);
        if (t == &threads[2] && t->credit > 0 && t->credit < 200)
            sleep_for(t, (uint64_t)(rand() % 10000 + 1));
        else if (t == &threads[3] && t->credit > 0 && rand() % 4 == 0)
            queue_yield(t);
        else if (t != NULL)
            conclude(t);
    }
}

/* Beside a thread of higher priority that takes the CPU for long, a budget is lost, not saved up;
 * and what it runs after its renewal is of the new budget. */
static void lost_budgets_stay_lost(void **state)
{
    struct thread *t = begin_with_budget();
    uint64_t done;

    (void)state;
    assert_ptr_equal(run(900, &done), t);
    now = t->renewal + 300;
    account_use(t, 600, now);
    assert_int_equal(t->credit, 1000 - 900 - 300 + 1000 - 300);
    assert_int_equal(t->renewal, now + 9700);
    account_use(t, 0, now + 100000);
    assert_int_equal(t->credit, 1000);
}

/* A thread that sleeps longer than its period has its whole budget, and a whole period for it. With
 * a debt it has neither. */
static void a_sleeper_begins_a_period(void **state)
{
    struct thread *t = begin_with_budget();
    uint64_t done;

    (void)state;
    assert_ptr_equal(run(500, &done), t);
    sleep_for(t, 100003);
    assert_null(run(1, &done));
    assert_int_equal(t->credit, 1000);
    assert_int_equal(t->renewal, now + 10000);
    sleep_for(t, 1000);
    account_charge(t, 21500, false);
    assert_null(run(1, &done));
    assert_int_equal(t->state, DEPLETED);
    assert_int_equal(t->renewal, now + 9000);
    assert_int_equal(t->credit, -20500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_spinner_gets_its_budget),
        cmocka_unit_test(budgets_bound_any_interval),
        cmocka_unit_test(ready_threads_meet_their_periods),
        cmocka_unit_test(a_section_is_a_debt),
        cmocka_unit_test(a_waiter_lends_its_priority),
        cmocka_unit_test(a_lender_pays),
        cmocka_unit_test(the_first_of_a_chain_pays),
        cmocka_unit_test(a_circle_lends_nothing),
        cmocka_unit_test(loans_are_bounded),
        cmocka_unit_test(a_holder_wakes_and_is_renewed),
        cmocka_unit_test(no_way_around_a_budget),
        cmocka_unit_test(a_running_client_stays_queued),
        cmocka_unit_test(only_services_charge),
        cmocka_unit_test(a_dead_thread_ends_at_once),
        cmocka_unit_test(promises_are_kept),
        cmocka_unit_test(lost_budgets_stay_lost),
        cmocka_unit_test(a_sleeper_begins_a_period),
    };

    return cmocka_run_group_tests_name("accounts", tests, NULL, NULL);
}
