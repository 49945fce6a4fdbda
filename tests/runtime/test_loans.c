/* SPDX-License-Identifier: BSD-2-Clause */
/* Inherited priorities: who pays for the time. */
#include "history.h"

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
    assert_int_equal(holder->credit, 0);
    assert_ptr_equal(queue_first(), &threads[2]);
    spin_for(9000);
    assert_int_equal(holder->priority, 150);
}

/* A thread lends its priority, which the heir has not asked for, for ten periods, while the CPU is
 * idle otherwise: the heir then has its next budgets all the same. */
static void a_loan_is_no_debt(void **state)
{
    struct thread *heir, *lender;

    (void)state;
    reset();
    heir = add_budget(1, 150, 1000, 10000);
    lender = add_at(2, 1);
    make_ready(heir);
    make_ready(lender);
    wait_for(lender, heir);
    spin_for(100000);
    assert_int_equal(ran[1], 100000);
    stop_waiting(lender);
    make_ready(add_at(3, 120));
    ran[1] = 0;
    spin_for(100000);
    assert_in_range(ran[1], 9000, 11000);
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

/* A chain as long as there can be: the last one inherits, whichever thread in it wakes. When that
 * ends, each thread that waited for it inherits from its own waiters. */
static void chains_break_anywhere(void **state)
{
    enum { LAST = SCHED_THREADS - 1, MIDDLE = LAST / 2 };

    (void)state;
    reset();
    for (unsigned i = 0; i <= LAST; i++)
        make_ready(add_at(i, (uint8_t)(200 - i)));
    for (unsigned i = 0; i < LAST; i++)
        wait_for(&threads[i], &threads[i + 1]);
    assert_int_equal(threads[LAST].priority, 200);
    stop_waiting(&threads[MIDDLE]);
    assert_int_equal(threads[MIDDLE].priority, 200);
    assert_int_equal(threads[LAST].priority, 200 - MIDDLE - 1);
    wait_for(&threads[MIDDLE], &threads[LAST]);
    assert_int_equal(threads[LAST].priority, 200);
    queue_remove(&threads[LAST]);
    threads[LAST].state = ENDED;
    inheritance_forget(&threads[LAST]);
    stop_waiting(&threads[MIDDLE]);
    assert_int_equal(threads[MIDDLE].priority, 200);
    stop_waiting(&threads[LAST - 1]);
    assert_int_equal(threads[LAST - 1].priority, 200 - MIDDLE - 1);
}

static bool waits_for(const struct thread *waiter, const struct thread *t)
{
    while (waiter != NULL && waiter != t)
        waiter = waiter->heir;
    return waiter != NULL;
}

/* Returns the thread whose priority `t` has. */
static const struct thread *who_lends(const struct thread *t)
{
    bool own = t->priority == t->base && !is_out_of_time(t);

    for (unsigned i = 0; i < SCHED_THREADS && !own; i++)
        if (waits_for(&threads[i], t) && threads[i].priority == t->priority && &threads[i] != t)
            return &threads[i];
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

/* Two threads of equal priority spin. A third one, with a budget and a higher priority, lends that
 * to one of them for a moment, beside a fourth one of its priority. The two still share equally. */
static void loans_take_no_share(void **state)
{
    struct thread *a, *b, *lender, *beside;
    uint64_t done;

    (void)state;
    reset();
    make_ready(a = add(1, 100));
    make_ready(b = add(2, 100));
    make_ready(lender = add_budget(3, 150, 1000, 10000));
    make_ready(beside = add_budget(4, 150, 3000, 10000));
    while (now < 1000000 + 200 * slice) {
        struct thread *t = run(500, &done);

        if (t == lender) {
            wait_for(lender, a);
            if (run(10, &done) == a)
                conclude(a);
            inheritance_end(lender);
            sleep_for(lender, 2000);
        } else if (t != NULL) {
            conclude(t);
        }
    }
    assert_in_range(ran[1], ran[2] - 4 * slice, ran[2] + 4 * slice);
    assert_int_equal(b->priority, 100);
    assert_true(ran[4] > 0 && beside->budget != 0);
}

/* One of two spinners of equal priority has helpers of low priority, and lends them its own in
 * turn: in all they get what it would get alone. */
static void helpers_add_nothing(void **state)
{
    struct thread *chief;
    unsigned turn = 0;
    uint64_t done, sum = 0;

    (void)state;
    reset();
    make_ready(chief = add(1, 100));
    make_ready(add(2, 100));
    spin_for(200 * slice);
    for (unsigned i = 3; i < 9; i++)
        make_ready(add_at(i, 50));
    ran[1] = ran[2] = 0;
    while (now < 1000000 + 1000 * slice) {
        struct thread *t = run(500, &done);

        if (t == chief && rand() % 4 == 0)
            wait_for(chief, &threads[3 + turn++ % 6]);
        else if (t != NULL)
            conclude(t);
        if (chief->heir != NULL && rand() % 4 == 0)
            stop_waiting(chief);
    }
    for (unsigned i = 3; i < 9; i++)
        sum += ran[i];
    assert_true(sum > 100 * slice);
    assert_in_range(ran[2], 380 * slice, 440 * slice);
}

/* A spinner lends its priority to one with a budget, which is used up: so that one is no more
 * urgent than another spinner. */
static void a_used_up_budget_passes_none(void **state)
{
    struct thread *lender;

    (void)state;
    reset();
    make_ready(lender = add(1, 100));
    make_ready(add(2, 100));
    make_ready(add_budget(3, 150, 100, 10000));
    spin_for(slice);
    wait_for(lender, &threads[3]);
    ran[2] = ran[3] = 0;
    spin_for(100 * slice);
    assert_in_range(ran[2], 47 * slice, 53 * slice);
    assert_in_range(ran[3], 47 * slice, 53 * slice);
}

/* Each wait for a renewal counts once, however often others lend to the thread meanwhile. */
static void loans_inflate_no_count(void **state)
{
    struct thread *holder, *waiter;

    (void)state;
    reset();
    make_ready(holder = add_budget(1, 150, 1000, 10000));
    make_ready(waiter = add_at(2, 160));
    queue_remove(waiter);
    spin_for(1000);
    for (unsigned i = 0; i < 100; i++) {
        waiter->state = BLOCKED;
        inheritance_begin(waiter, 1);
        assert_int_equal(holder->state, READY);
        inheritance_end(waiter);
        assert_int_equal(holder->state, DEPLETED);
    }
    assert_int_equal(holder->missed, 1);
    spin_for(20000);
    assert_int_equal(holder->missed, 3);
}

/* A thread ends shortly before its budget does, and begins again: its new slice is no longer. */
static void a_new_life_has_the_old_budget(void **state)
{
    struct thread *t;
    uint64_t done;

    (void)state;
    reset();
    make_ready(t = add_budget(1, 150, 3000, 10000));
    spin_for(2900);
    queue_remove(t);
    t->quantum = (int64_t)slice;
    make_ready(t);
    run(slice, &done);
    assert_in_range(done, 1, 1000);
    conclude(t);
    spin_for(1000);
    assert_true(ran[1] <= 3000);
}

/* The lender pays, too, for what its heir runs up to the renewal of that one's budget. */
static void a_renewal_forgives_no_lender(void **state)
{
    struct thread *lender;
    uint64_t done;

    (void)state;
    reset();
    make_ready(lender = add_budget(1, 150, 5000, 20000));
    make_ready(add_budget(2, 160, 1000, 10000));
    wait_for(lender, &threads[2]);
    threads[2].credit = 0;
    account_settle(&threads[2]);
    now = threads[2].renewal - 500;
    queue_first()->left = 500;
    assert_ptr_equal(run(500, &done), &threads[2]);
    assert_int_equal(done, 500);
    assert_int_equal(lender->credit, 4500);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_waiter_lends_its_priority),
        cmocka_unit_test(a_loan_is_no_debt),
        cmocka_unit_test(a_lender_pays),
        cmocka_unit_test(the_first_of_a_chain_pays),
        cmocka_unit_test(a_circle_lends_nothing),
        cmocka_unit_test(chains_break_anywhere),
        cmocka_unit_test(loans_are_bounded),
        cmocka_unit_test(a_holder_wakes_and_is_renewed),
        cmocka_unit_test(loans_take_no_share),
        cmocka_unit_test(helpers_add_nothing),
        cmocka_unit_test(a_used_up_budget_passes_none),
        cmocka_unit_test(loans_inflate_no_count),
        cmocka_unit_test(a_new_life_has_the_old_budget),
        cmocka_unit_test(a_renewal_forgives_no_lender),
    };

    return cmocka_run_group_tests_name("loans", tests, NULL, NULL);
}
