/* SPDX-License-Identifier: BSD-2-Clause */
/* Random calls with random arguments and a random link. None of them may end the server or this. */
#include <check.h>
#include <random.h>

#include "client.h"

#define CALLS 20000

/* Those that could wait for ever are left out. */
static uint64_t some_number(struct random *seed)
{
    static const uint64_t numbers[] = {
        CALL_READ, CALL_WRITE, CALL_OPEN, CALL_CLOSE, CALL_GETPID,   CALL_REBOOT, CALL_SYSCTL,
        CALL_MMAP, CALL_SUM,   CALL_ECHO, CALL_COPY,  CALL_ANONMMAP, CALL_RAISE,  CALL_COUNT,
    };
    uint64_t random = random_next(seed),
             choice = (random >> 8) % (sizeof(numbers) / sizeof(numbers[0]));

    return random % 8 == 0 ? 600 + (random >> (random >> 8) % 64) : numbers[choice];
}

static uint64_t some_value(struct random *seed)
{
    const struct cos_link *link = &cos_self()->links[0];
    uint64_t random = random_next(seed), small = (random >> 8) % 5000;

    switch (random % 6) {
    case 0:
        return link->address + link->bytes - small;
    case 1:
        return link->address + small;
    case 2:
        return (random >> 8) % 16;
    case 3:
        return small;
    case 4:
        return 0 - small;
    default:
        return random_next(seed);
    }
}

/* Every 16th time a text that ends. */
static void change_link(struct random *seed)
{
    uint64_t *words = link_at(0);

    for (unsigned i = 0; i < 8; i++)
        words[random_next(seed) % 512] = random_next(seed);
    if (random_next(seed) % 64 == 0)
        link_start()->session = random_next(seed) % 4;
}

int main(const struct cos_start *start)
{
    struct random seed = {start->id};
    uint64_t ended = 0, session;

    call(CALL_GETPID, 0, 0, 0);
    for (unsigned i = 0; i < CALLS; i++) {
        session = link_start()->session;
        change_link(&seed);
        if (i % 64 != 0)
            link_start()->session = session;
        int64_t error = call_once(random_next(&seed) % 64 == 0 ? random_next(&seed) % 256
                                                               : random_next(&seed) % 2,
                                  some_number(&seed), some_value(&seed), some_value(&seed),
                                  some_value(&seed))
                            .error;

        ended += error == -COS_EDEAD || error == -COS_EDENIED;
    }
    check_result(ended, 0, "%u random calls do not end the server", CALLS);
    check_result(call(CALL_WRONG, 0, 0, 0).value, 0, "the kernel's rules were kept");
    check(call(CALL_GETPID, 0, 0, 0).value > 1, "it still serves");
    return check_done();
}
