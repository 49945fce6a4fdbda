/* SPDX-License-Identifier: BSD-2-Clause */
/* Pauses between tries. */
#include <cos/wait.h>

#include "test.h"

static void pauses_are_bounded(void **unused)
{
    uint64_t us = 0, waited = 0;

    (void)unused;
    for (unsigned i = 0; i < 1000; i++) {
        uint64_t before = us, pause = cos_next_pause(&us);

        assert_int_equal(pause, us);
        assert_true(pause >= before && pause > 0);
        assert_true(pause <= COS_PAUSE_MOST_US && pause <= waited + COS_PAUSE_US);
        waited += pause;
    }
    assert_int_equal(us, COS_PAUSE_MOST_US);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pauses_are_bounded)};

    return cmocka_run_group_tests_name("wait", tests, NULL, NULL);
}
