/* SPDX-License-Identifier: BSD-2-Clause */
/* When a step of the booter's is over. */
#include <cos/ticks.h>

#include "test.h"

static uint64_t now; /* TSC time */
#define cos_tsc() now
#define main      component_main /* which cos/runtime.h declares */
#include "../../components/booter/step.c"
#undef main

#include "mapped.h"

#define US   1000 /* ticks */
#define STEP ((uint64_t)BOOTER_STEP_US * US)

static int map_info(void **state)
{
    (void)state;
    if (!map_boot(1))
        return -1;
    ((struct cos_boot *)COS_BOOT_INFO)->tsc_hz = US * 1000000ull;
    return 0;
}

/* Returns how long a step takes that nothing else ends. */
static uint64_t length(uint64_t until)
{
    uint64_t start = now;

    step_begin(until);
    while (!step_is_over())
        now++;
    step_end();
    return now - start;
}

static void at_boot_it_never_is(void **state)
{
    (void)state;
    now = 1ull << 60;
    assert_false(step_is_over());
    now = US;
}

static void by_time(void **state)
{
    (void)state;
    assert_int_equal(length(0), STEP);
    assert_int_equal(length(now + STEP - 1), STEP - 1);
    assert_int_equal(length(now + STEP + 1), STEP);
    assert_int_equal(length(UINT64_MAX), STEP);
    assert_int_equal(length(now), 0);
    assert_int_equal(length(1), 0);
}

static void when_it_is_to_hurry(void **state)
{
    (void)state;
    step_begin(0);
    assert_false(step_is_over());
    step_hurry();
    assert_true(step_is_over());
    step_end();
    assert_int_equal(length(0), STEP);
    step_hurry();
    assert_int_equal(length(0), 0);
    assert_int_equal(length(0), STEP);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(at_boot_it_never_is),
        cmocka_unit_test(by_time),
        cmocka_unit_test(when_it_is_to_hurry),
    };

    return cmocka_run_group_tests(tests, map_info, NULL);
}
