/* SPDX-License-Identifier: BSD-2-Clause */
/* Budgets: a simulated CPU, on which each thread has a random pattern of work and sleep. */
#include "history.h"

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
    other->own = 149;
    other->payers = 1 << 1;
    assert_true(account_may_charge(other, client));
    other->clients = 0;
    assert_false(account_may_charge(other, client));
    other->clients = 1 << 1;
    other->budget = 1000;
    assert_false(account_may_charge(other, client));
}

/* A driver charges those for whom a service asks, if the service could, and with its own power. */
static void for_clients_of_services(void **state)
{
    struct thread *client, *service, *driver;

    (void)state;
    reset();
    client = add_budget(1, 150, 1000, 10000);
    service = add(2, 151);
    driver = add(3, 151);
    service->own = driver->own = 151;
    service->clients = 1 << 1;
    driver->clients = 1 << 2;
    assert_true(account_may_charge_for(driver, service, client));
    assert_false(account_may_charge(driver, client));
    assert_false(account_may_charge_for(driver, client, service));
    assert_false(account_may_charge_for(driver, service, driver));
    driver->own = 150; /* less than the service's */
    assert_false(account_may_charge_for(driver, service, client));
    service->own = 149;
    service->payers = 1 << 1;
    assert_false(account_may_charge_for(driver, service, client));
    driver->own = 151;
    assert_true(account_may_charge_for(driver, service, client));
    driver->clients = 1 << 1;
    assert_false(account_may_charge_for(driver, service, client));
    driver->clients = 1 << 2;
    driver->budget = 1000;
    assert_false(account_may_charge_for(driver, service, client));
    driver->budget = 0;
    service->clients = 0;
    assert_false(account_may_charge_for(driver, service, client));
    service->clients = 1 << 1;
    service->budget = 1000;
    assert_false(account_may_charge_for(driver, service, client));
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

/* A host that stops the machine while the thread runs, once or often, does not keep it from the CPU
 * for as long. A debt for work of others stays. */
static void a_stop_of_the_machine_is_no_debt(void **state)
{
    struct thread *t = begin_with_budget();

    (void)state;
    now += 1000000;
    account_use(t, 1000000, now);
    assert_int_equal(t->credit, -10000);
    for (unsigned i = 0; i < 100; i++)
        account_use(t, 500, now += 500);
    assert_true(t->credit >= -10000);
    account_charge(t, 1000000, false);
    assert_true(t->credit < -900000);
    account_use(t, 0, now);
    assert_true(t->credit < -900000);
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
        cmocka_unit_test(no_way_around_a_budget),
        cmocka_unit_test(a_running_client_stays_queued),
        cmocka_unit_test(only_services_charge),
        cmocka_unit_test(for_clients_of_services),
        cmocka_unit_test(a_dead_thread_ends_at_once),
        cmocka_unit_test(promises_are_kept),
        cmocka_unit_test(lost_budgets_stay_lost),
        cmocka_unit_test(a_stop_of_the_machine_is_no_debt),
        cmocka_unit_test(a_sleeper_begins_a_period),
    };

    return cmocka_run_group_tests_name("accounts", tests, NULL, NULL);
}
