/* SPDX-License-Identifier: BSD-2-Clause */
/* Random steps (steps.h) in live systems: the kernel never halts, no sanitizer reports anything,
 * and its data stay consistent. EVM_FUZZ_CALLS: the number of system calls to make. */
#include <inttypes.h>
#include <stdlib.h>
#include <time.h>

#include "steps.h"
#include "unit.h"

#define CALLS       2000000
#define STEPS       2500 /* in each system */
#define CHECK_EVERY 32

static uint64_t wanted_calls(void)
{
    const char *wanted = getenv("EVM_FUZZ_CALLS");
    return wanted ? strtoull(wanted, NULL, 0) : CALLS;
}

static void run_system(unsigned system)
{
    steps_begin(NULL);
    for (unsigned i = 0; i < STEPS; i++) {
        const char *wrong = steps_next(NULL, i % CHECK_EVERY == 0);
        if (wrong)
            fail_msg("system %u, step %u, after %s: %s", system, i, steps_last(), wrong);
    }
}

static void random_calls(void **state)
{
    (void)state;
    const struct steps_reached *r = &steps_reached;
    clock_t start = clock();
    steps_seed();
    for (unsigned system = 0; r->calls < wanted_calls(); system++)
        run_system(system);
    double seconds = (double)(clock() - start) / CLOCKS_PER_SEC;
    print_message("# %" PRIu64 " system calls, %.0f in a second of CPU time\n", r->calls,
                  (double)r->calls / seconds);
    print_message("# faults: %u at full depth, %u that found no room, %u handled; %u threads "
                  "abroad, %u messages\n",
                  r->full, r->lost, r->handled, r->abroad, r->messages);
    assert_true(r->full && r->lost && r->handled && r->abroad && r->messages);
}

UNIT_MAIN(UNIT_TEST(random_calls))
