/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's restarts, by a clock that the test turns. */
#include <stdlib.h>

#include "restart.h"
#include "test.h"

#define TICK_MS 1000u /* ticks in a millisecond */
#define ROUNDS  2000

static const struct evm_restart always = {EVM_RESTART_ALWAYS, 100, 10, 60000};

static uint64_t now;
static struct restart restart;

static int begin(void **state)
{
    (void)state;
    restart = (struct restart){0};
    now = 77777777;
    return 0;
}

/* Lives, ends, and restarts, unless the answer is another one. Adds the pause in milliseconds to
 * *pause. */
static enum restart_answer live(const struct evm_restart *policy, uint64_t life_ms, uint64_t *pause)
{
    uint64_t due = 0;

    now += life_ms * TICK_MS;
    enum restart_answer answer = restart_ask(&restart, policy, true, now, TICK_MS, &due);

    if (answer == RESTART_YES) {
        *pause += (due - now) / TICK_MS;
        now = due;
        restart_done(&restart, now);
    }
    return answer;
}

static void who_is_started_again(void **state)
{
    const struct evm_restart failure = {EVM_RESTART_FAILURE, 100, 10, 60000}, never = {0};
    uint64_t due;

    (void)state;
    for (int failed = 0; failed < 2; failed++) {
        assert_int_equal(restart_ask(&restart, &never, failed, now, TICK_MS, &due), RESTART_NO);
        assert_int_equal(restart_ask(&restart, &failure, failed, now, TICK_MS, &due),
                         failed ? RESTART_YES : RESTART_NO);
        assert_int_equal(restart_ask(&restart, &always, failed, now, TICK_MS, &due), RESTART_YES);
    }
}

/* Without a policy, too; and within a policy's limits, together with other ends. */
static void reboots_count(void **state)
{
    const struct evm_restart never = {0};
    uint64_t due, pause = 0, first = now;

    (void)state;
    for (unsigned i = 0; i < 10; i++, now = due) {
        assert_int_equal(restart_ask(&restart, &never, ENDED_TO_BEGIN, now, TICK_MS, &due),
                         RESTART_YES);
        assert_true(i > 0 || due == first + TICK_MS);
        restart_done(&restart, due);
    }
    assert_int_equal(restart_ask(&restart, &never, ENDED_TO_BEGIN, now, TICK_MS, &due),
                     RESTART_SPENT);
    assert_true(now - first < 60000 * TICK_MS);
    begin(NULL);
    for (unsigned i = 0; i < always.most / 2; i++) {
        assert_int_equal(live(&always, 0, &pause), RESTART_YES);
        assert_int_equal(restart_ask(&restart, &always, ENDED_TO_BEGIN, now, TICK_MS, &due),
                         RESTART_YES);
    }
    assert_int_equal(restart_ask(&restart, &always, ENDED_TO_BEGIN, now, TICK_MS, &due),
                     RESTART_SPENT);
}

static void pauses_grow_while_lives_are_short(void **state)
{
    static const unsigned pauses[] = {100, 200, 400, 800, 1600, 3000, 3000, 3000, 3000, 3000};
    uint64_t sum = 0;

    (void)state;
    for (unsigned i = 0; i < sizeof pauses / sizeof *pauses; i++) {
        uint64_t pause = 0;

        assert_int_equal(live(&always, i == 0 ? 5000 : 1, &pause), RESTART_YES);
        assert_int_equal(pause, pauses[i]);
        sum += pause;
    }
    assert_true(sum < always.period / 2 + 1);
    assert_int_equal(live(&always, 1, &sum), RESTART_SPENT);
    assert_int_equal(live(&always, 1, &sum), RESTART_SPENT);
}

static void pauses_shrink_after_a_longer_life(void **state)
{
    uint64_t first = 0, second = 0, third = 0, fourth = 0;

    (void)state;
    live(&always, 1, &first);
    live(&always, 99, &second);
    live(&always, 199, &third);
    live(&always, 400, &fourth);
    assert_int_equal(first, 100);
    assert_int_equal(second, 200);
    assert_int_equal(third, 400);
    assert_int_equal(fourth, 100);
}

/* The supervisor records a start after it: a component can have ended before that. */
static void a_life_may_end_before_its_record(void **state)
{
    uint64_t due, pause = 0;

    (void)state;
    assert_int_equal(live(&always, 0, &pause), RESTART_YES);
    restart_done(&restart, now + 1);
    assert_int_equal(restart_ask(&restart, &always, ENDED_BADLY, now, TICK_MS, &due), RESTART_YES);
    assert_int_equal(due - now, 2 * pause * TICK_MS);
}

static void a_period_begins_with_a_restart(void **state)
{
    uint64_t pause = 0;

    (void)state;
    for (unsigned i = 0; i < always.most; i++)
        assert_int_equal(live(&always, 5000, &pause), RESTART_YES);
    now += (60000 - 9 * 5100 - 100) * TICK_MS - 1;
    assert_int_equal(live(&always, 0, &pause), RESTART_SPENT); /* a tick too early */
    now++;
    for (unsigned i = 0; i < always.most; i++)
        assert_int_equal(live(&always, 0, &pause), RESTART_YES);
    assert_int_equal(live(&always, 0, &pause), RESTART_SPENT);
}

/* For every policy that the tool accepts: the supervisor gives up a component that ends at once
 * within a period, and never restarts one more often in a period than allowed. */
static void limits_hold(void **state)
{
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct evm_restart policy = {
            .when = EVM_RESTART_ALWAYS, .most = 1 + rand() % 50, .period = 1000 + rand() % 100000};
        uint64_t pause = 0, start, restarts = 0;

        policy.backoff = 1 + rand() % (policy.period / 2 / policy.most);
        begin(NULL);
        start = now;
        for (unsigned i = 0; i < policy.most; i++)
            assert_int_equal(live(&policy, 0, &pause), RESTART_YES);
        assert_int_equal(live(&policy, 0, &pause), RESTART_SPENT);
        assert_true(now - start < (uint64_t)policy.period * TICK_MS);
        begin(NULL);
        start = now;
        while (now < start + (uint64_t)policy.period * TICK_MS &&
               live(&policy, rand() % (policy.period / policy.most), &pause) == RESTART_YES)
            restarts++;
        assert_true(restarts <= policy.most + 1); /* the last may be of the next period */
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(who_is_started_again, begin),
        cmocka_unit_test_setup(reboots_count, begin),
        cmocka_unit_test_setup(pauses_grow_while_lives_are_short, begin),
        cmocka_unit_test_setup(pauses_shrink_after_a_longer_life, begin),
        cmocka_unit_test_setup(a_life_may_end_before_its_record, begin),
        cmocka_unit_test_setup(a_period_begins_with_a_restart, begin),
        cmocka_unit_test(limits_hold),
    };

    return cmocka_run_group_tests_name("restart", tests, NULL, NULL);
}
