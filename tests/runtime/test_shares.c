/* SPDX-License-Identifier: BSD-2-Clause */
/* Shares of a source's words of entropy: one client cannot take another's, whatever the device
 * yields. */
#include <stdlib.h>

#include "shares.h"
#include "test.h"

static bool ask;

/* Takes all that the client can have now, at most `most` words, and returns how many. */
static unsigned drain(uint64_t client, unsigned most)
{
    unsigned count = 0;

    while (count < most && shares_take(client, &ask))
        count++;
    return count;
}

/* The device brings no more words than there is room for. */
static unsigned available;

static void come(unsigned words)
{
    words = words < SHARES_WORDS - available ? words : SHARES_WORDS - available;
    available += words;
    shares_come(words);
    shares_level();
}

static unsigned take(uint64_t client, unsigned most)
{
    unsigned count = drain(client, most);

    assert_in_range(count, 0, available);
    available -= count;
    return count;
}

static void one_after_the_other(void **state)
{
    (void)state;
    come(SHARES_WORDS);
    assert_int_equal(take(7, UINT32_MAX), SHARES_WORDS / 2); /* a share is for the next client */
    assert_true(ask || !shares_take(7, &ask));
    assert_int_equal(take(9, UINT32_MAX), SHARES_WORDS / 3);
    come(SHARES_WORDS);
    assert_int_equal(take(7, UINT32_MAX), SHARES_WORDS / 3);
    assert_int_equal(take(9, 10), 10);
    assert_int_equal(take(SHARES_CLIENTS, UINT32_MAX), 0); /* no component's id */
}

/* One client takes all it can between any two calls of the other. */
static void one_drains(void **state)
{
    (void)state;
    come(SHARES_WORDS);
    for (unsigned i = 0; i < 10000; i++) {
        come(2); /* it wants more than that, the other one less */
        take(7, UINT32_MAX);
        assert_int_equal(take(9, 1), 1);
        take(7, UINT32_MAX);
    }
}

/* A client that comes after others have drained the source all the time still finds words. */
static void a_latecomer(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 1000; i++) {
        come(2);
        take(7, UINT32_MAX);
        take(9, UINT32_MAX);
    }
    assert_in_range(take(11, UINT32_MAX), 10, SHARES_WORDS);
}

/* All share a device that yields little. */
static void all_drain(void **state)
{
    unsigned got[SHARES_CLIENTS] = {0}, least = UINT32_MAX, most = 0;

    (void)state;
    for (unsigned id = 0; id < SHARES_CLIENTS; id++)
        take(id, UINT32_MAX);
    for (unsigned i = 0; i < 64000; i++) {
        unsigned first = (unsigned)rand() % SHARES_CLIENTS;

        come(1 + (unsigned)rand() % 3);
        for (unsigned n = 0; n < SHARES_CLIENTS; n++)
            got[(first + n) % SHARES_CLIENTS] += take((first + n) % SHARES_CLIENTS, UINT32_MAX);
    }
    for (unsigned id = 0; id < SHARES_CLIENTS; id++) {
        least = got[id] < least ? got[id] : least;
        most = got[id] > most ? got[id] : most;
    }
    print_message("# least %u, most %u\n", least, most);
    assert_true(most < 2 * least);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_after_the_other),
        cmocka_unit_test(one_drains),
        cmocka_unit_test(a_latecomer),
        cmocka_unit_test(all_drain),
    };

    return cmocka_run_group_tests_name("shares", tests, NULL, NULL);
}
