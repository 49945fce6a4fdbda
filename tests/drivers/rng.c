/* SPDX-License-Identifier: BSD-2-Clause */
/* Entropy from a device's driver: words come, differ, and keep coming when the driver must ask for
 * more. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <rng.h>
#include <supervisor.h>

#include "check.h"

#define WORDS 2000
#define TRIES 1000

static uint64_t seen[WORDS];
static unsigned waited;

static int64_t next_word(uint64_t *word)
{
    struct cos_result out;

    for (unsigned i = 0; i < TRIES; i++) {
        out = cos_call(COS_SLOT_CALL, RNG_WORD, 0, 0, 0);
        if (out.value != -COS_EAGAIN)
            break;
        waited++;
        cos_sleep(100);
    }
    *word = out.extra;
    return out.value;
}

static unsigned count_ones(uint64_t word)
{
    unsigned ones = 0;

    for (; word != 0; word &= word - 1)
        ones++;
    return ones;
}

int main(const struct cos_start *start)
{
    unsigned words = 0, same = 0, ones = 0;

    (void)start;
    while (words < WORDS && next_word(&seen[words]) == 0) {
        for (unsigned i = 0; i < words; i++)
            same += seen[i] == seen[words];
        ones += count_ones(seen[words++]);
    }
    check_result(words, WORDS, "%u words", WORDS);
    check_result(same, 0, "no two are the same");
    check(ones > 31 * WORDS && ones < 33 * WORDS, "about half of the bits are set");
    check(waited > 0, "the driver had to ask the device for more");
    check_result((long long)cos_call(COS_SLOT_CALL, RNG_GIVEN, 0, 0, 0).extra, WORDS,
                 "they are counted");
    check_result(cos_call(COS_SLOT_CALL, RNG_GIVEN + 1, 0, 0, 0).value, -COS_ENOSYS,
                 "no other method");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
