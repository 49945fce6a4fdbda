/* SPDX-License-Identifier: BSD-2-Clause */
/* Wants a word of entropy now and then, beside others that take all that they can get. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <rng.h>
#include <supervisor.h>

#include "check.h"

#define WORDS    40
#define PAUSE_US 5000
#define BEGIN_US 50000

int main(const struct cos_start *start)
{
    unsigned got = 0;
    long long given;

    (void)start;
    cos_sleep(BEGIN_US); /* time for the others to start */
    for (unsigned i = 0; i < WORDS; i++) {
        got += cos_call(COS_SLOT_CALL, RNG_WORD, 0, 0, 0).value == 0;
        cos_sleep(PAUSE_US);
    }
    given = (long long)cos_call(COS_SLOT_CALL, RNG_GIVEN, 0, 0, 0).extra;
    check(given >= 3 * WORDS, "the others take more than that: %lld words", given - got);
    check_result(got, WORDS, "each time there is one");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
