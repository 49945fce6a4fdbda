/* SPDX-License-Identifier: BSD-2-Clause */
/* When a component is hung, on a simulated clock of 10 ticks in a millisecond. */
#include "test.h"
#include "watch.h"

#define TICK_MS 10
#define LIMIT   800 /* ms */
#define TIME    ((uint64_t)LIMIT * TICK_MS)

static const struct watch_run idle = {0, 10, false};

/* Looks whenever it is due, `late` ticks after that. Returns when it is hung. */
static uint64_t hung_at(struct watch *watch, uint64_t since, struct watch_run run, uint64_t late)
{
    struct watch_seen seen = {since, LIMIT};
    uint64_t now = since;

    for (unsigned looks = 0; looks < 1000; looks++) {
        if (watch_is_due(watch, seen, TICK_MS, now) && watch_judge(watch, run, now))
            return now;
        now = watch->due + late;
    }
    return 0;
}

static void silence_is_a_hang(void **state)
{
    struct watch watch = {0};

    (void)state;
    assert_int_equal(hung_at(&watch, 1000, idle, 0), 1000 + TIME);
    assert_int_equal(hung_at(&watch, 50000, idle, 0), 50000 + TIME); /* its next life */
}

static void a_sign_begins_anew(void **state)
{
    struct watch watch = {0};
    uint64_t now = 0;

    (void)state;
    for (uint64_t sign = 1; sign < 100000; sign += TIME - 1)
        for (; now < sign + TIME - 1; now += 7)
            if (watch_is_due(&watch, (struct watch_seen){sign, LIMIT}, TICK_MS, now))
                assert_false(watch_judge(&watch, idle, now));
    assert_int_equal(hung_at(&watch, 200000, idle, 0), 200000 + TIME);
}

/* The clock is corrected meanwhile. */
static void a_corrected_clock_changes_nothing(void **state)
{
    struct watch watch = {0};
    struct watch_seen seen = {1000, LIMIT};

    (void)state;
    for (unsigned look = 0; look < 4; look++) {
        assert_true(
            watch_is_due(&watch, seen, TICK_MS + look % 2, 1000 + (4 + look) * TIME / WATCH_PARTS));
        assert_false(watch_judge(&watch, idle, watch.due));
    }
    assert_true(watch_is_due(&watch, seen, TICK_MS + 1, 1000 + TIME));
    assert_true(watch_judge(&watch, idle, 1000 + TIME));
}

/* The machine has stood still, as after suspension: the component has had no time. */
static void time_that_stood_still_does_not_count(void **state)
{
    struct watch watch = {0};
    struct watch_seen seen = {1000, LIMIT};
    uint64_t now = 1000 + 100 * TIME;

    (void)state;
    assert_false(watch_is_due(&watch, seen, TICK_MS, 1000));
    assert_true(watch_is_due(&watch, seen, TICK_MS, now));
    assert_false(watch_judge(&watch, idle, now));
    now += 100 * TIME;
    assert_true(watch_is_due(&watch, seen, TICK_MS, now));
    assert_false(watch_judge(&watch, idle, now));
    for (unsigned part = 0; part < 3; part++)
        assert_false(watch_judge(&watch, idle, now = watch.due));
    assert_true(watch_judge(&watch, idle, watch.due));
    /* a machine that is always late: nothing can be said */
    assert_int_equal(hung_at(&watch, 5000000, idle, TIME / WATCH_PARTS), 0);
    assert_int_not_equal(hung_at(&watch, 6000000, idle, TIME / WATCH_PARTS - 1), 0);
}

/* When they have the CPU again, they have as much time for a sign as others. */
static void the_starved_are_not_hung(void **state)
{
    struct watch watch = {0};
    struct watch_seen seen = {1000, LIMIT};
    struct watch_run run = {500, 10, true};

    (void)state;
    assert_int_equal(hung_at(&watch, 1000, run, 0), 0);
    assert_true(watch_is_due(&watch, seen, TICK_MS, watch.due));
    run.ran += 9;
    assert_false(watch_judge(&watch, run, watch.due));
    for (unsigned part = 0; part < 3; part++) {
        run.ran += 10;
        assert_false(watch_judge(&watch, run, watch.due));
        assert_false(watch_judge(&watch, run, watch.due)); /* starved again */
    }
    run.ran += 10;
    assert_true(watch_judge(&watch, run, watch.due));
}

/* It waits, for whatever it is. */
static void those_that_wait_are_not_starved(void **state)
{
    struct watch watch = {0};
    struct watch_run run = {500, 10, false};

    (void)state;
    assert_int_equal(hung_at(&watch, 1000, run, 0), 1000 + TIME);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(silence_is_a_hang),
        cmocka_unit_test(a_sign_begins_anew),
        cmocka_unit_test(a_corrected_clock_changes_nothing),
        cmocka_unit_test(time_that_stood_still_does_not_count),
        cmocka_unit_test(the_starved_are_not_hung),
        cmocka_unit_test(those_that_wait_are_not_starved),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
