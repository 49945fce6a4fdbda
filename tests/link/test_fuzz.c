/* SPDX-License-Identifier: BSD-2-Clause */
/* Random calls beside memory that lies (hostile.h). */
#include <inttypes.h>
#include <stdio.h>

#include "hostile.h"
#include "pair.h"

#define ROUNDS 100000
#define STEPS  100

/* Links that are broken all the time would make the test too easy. */
static void requests(void **state)
{
    const struct hostile_seen *seen = &hostile_seen;

    (void)state;
    hostile_seed();
    for (unsigned round = 0; round < ROUNDS; round++) {
        hostile_begin();
        for (unsigned i = 0; i < STEPS; i++)
            hostile_step(NULL, i > STEPS / 4 ? 100 : 0);
        hostile_end();
    }
    printf("# %" PRIu64 " corruptions, %" PRIu64 " requests taken, %" PRIu64 " times broken\n",
           seen->corruptions, seen->useful, seen->refused);
    assert_true(seen->corruptions > ROUNDS && seen->useful > ROUNDS && seen->refused > ROUNDS / 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests),
    };

    return cmocka_run_group_tests_name("fuzz", tests, NULL, NULL);
}
