/* SPDX-License-Identifier: BSD-2-Clause */
/* How the scheduler shares the CPU by weight, on a simulated CPU. */
#include "simulated_cpu.h"

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

/* Runs a thread that works and naps in turn, beside a spinner; returns its share in percent. */
static unsigned napper_share(uint32_t weight, uint64_t work, uint64_t nap)
{
    uint64_t done, left = work;
    struct thread *napper;

    reset();
    make_ready(napper = add(1, weight));
    make_ready(add(2, 100));
    while (now < 1000000 + 1000 * slice) {
        struct thread *t = run(left, &done);

        left -= t == napper ? done : 0;
        if (t == napper && left == 0)
            sleep_for(t, nap);
        else if (t != NULL)
            conclude(t);
        left = left != 0 ? left : work;
    }
    return (unsigned)(100 * ran[1] / (ran[1] + ran[2]));
}

/* The spinner's time while it naps is free; of the rest each has its share, so that it waits for
 * what it has worked, divided by its weight. */
static void nappers_get_their_share(void **state)
{
    (void)state;
    for (uint32_t weight = 100; weight <= 300; weight += 100)
        for (unsigned work = 1; work < 10; work += 2)
            for (unsigned nap = 1; nap < 10; nap += 3) {
                unsigned expected = 10000 * work / (100 * (work + nap) + 10000 * work / weight);

                assert_in_range(napper_share(weight, work * 1000, nap * 1000), expected - 3,
                                expected + 3);
            }
}

/* Each dispatch costs its thread a little, even one that ends at once. */
static void dispatch_costs(struct thread *t)
{
    now += 10;
    t->left -= 10;
    use(t, 10, now);
}

/* Runs a worker beside a thread that only yields or wakes up again at once, but has a claim to more
 * time. Returns how long the worker has run, of 100 slices. */
static uint64_t work_beside(bool yields)
{
    struct thread *pest, *worker;
    uint64_t done;

    reset();
    make_ready(worker = add(1, 100));
    make_ready(pest = add(2, 100));
    spin_for(5 * slice);
    worker->used += 10 * slice;
    ran[1] = 0;
    while (now < 1000000 + 105 * slice) {
        struct thread *t = run(queue_first() == pest ? 0 : slice, &done);

        dispatch_costs(t);
        if (t == pest && yields)
            queue_yield(pest);
        else if (t == pest)
            sleep_for(pest, 0);
        else
            conclude(t);
    }
    return ran[1];
}

/* A thread that yields waits for what another one does, even if it has a claim to more time. */
static void a_pest_stops_no_other(void **state)
{
    (void)state;
    assert_true(work_beside(true) > 80 * slice);
    assert_true(work_beside(false) > 30 * slice);
}

/* A thread that yields waits for what another one does, even if it has a claim to more time than
 * that one. */
static void yielders_let_others_run(void **state)
{
    struct thread *yielder, *other;
    uint64_t done;

    (void)state;
    reset();
    make_ready(other = add(1, 100));
    make_ready(yielder = add(2, 100));
    spin_for(5 * slice);
    other->used += 10 * slice;
    while (queue_first() != yielder)
        conclude(run(slice, &done));
    queue_yield(yielder);
    assert_ptr_equal(queue_first(), other);
    assert_true(other->left > (int64_t)slice / 2);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_share_by_weight),       cmocka_unit_test(sleepers_gain_nothing),
        cmocka_unit_test(naps_forgive_nothing),          cmocka_unit_test(nappers_get_their_share),
        cmocka_unit_test(yielders_let_others_run),       cmocka_unit_test(time_alone_is_free),
        cmocka_unit_test(a_client_pays_for_its_service), cmocka_unit_test(a_pest_stops_no_other),
    };

    return cmocka_run_group_tests_name("weights", tests, NULL, NULL);
}
