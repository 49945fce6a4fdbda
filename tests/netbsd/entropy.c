/* SPDX-License-Identifier: BSD-2-Clause */
/* A rump kernel draws words of the machine's source of entropy, too, as long as that has some:
 * 1, 2, ... */
#include <errno.h>
#include <rumpuser.h>

#include "check.h"
#include "rng_words.h"

#define WORDS 300
#define KEPT  128 /* of them the driver keeps for clients that have not asked yet */

static uint64_t drawn[8];

static int draw(void)
{
    size_t filled = 0;
    int error = rumpuser_getrandom(drawn, sizeof drawn,
                                   RUMPUSER_RANDOM_HARD | RUMPUSER_RANDOM_NOWAIT, &filled);

    return error == 0 && filled != sizeof drawn ? EIO : error;
}

int main(const struct cos_start *start)
{
    uint64_t first = 0, second = 0, last;
    unsigned plain = 0;

    (void)start;
    check_result(rng_take(&first), 0, "there are words");
    check_result(draw(), 0, "64 bytes for the rump kernel");
    check_result(rng_take(&second), 0, "there are more");
    check_result((int64_t)(second - first), 9, "8 of them were drawn");
    for (unsigned i = 0; i < 8; i++)
        plain += drawn[i] <= WORDS;
    check_result(plain, 0, "and mixed with the CPU's");
    for (last = second; rng_take(&second) == 0; last = second) {
    }
    check_result((int64_t)last, WORDS - KEPT,
                 "the device gives all that it has but what others may want");
    check_result(draw(), 0, "without it the CPU's are left");
    check(rng_is_there(), "the driver waits for more");
    return check_done();
}
