/* SPDX-License-Identifier: BSD-2-Clause */
/* The console's rings: several writers, each of which may stop anywhere, and one reader. */
#include <cos/abi.h>
#include <evm/crash.h>
#include <string.h>

#include "common.h"
#include "test.h"

#define CLIENT (EVM_SUPERVISOR + 1)

static struct ring *begin(void)
{
    rings_init();
    rings[CLIENT].head = rings[CLIENT].tail = 0;
    memset(rings[CLIENT].text, 0, RING_BYTES);
    return &rings[CLIENT];
}

static void what_is_put_in_comes_out(void **state)
{
    struct ring *ring = begin();
    char expected = 'a';

    (void)state;
    for (unsigned round = 0; round < 1000; round++) {
        assert_true(ring_put(ring, "abcdefghijk", 11));
        for (unsigned i = 0; i < 11; i++)
            assert_int_equal(ring_at(ring, ring->tail + i), expected + (int)i);
        ring_drop(ring, 11);
        assert_int_equal(ring_pending(ring), 0);
    }
}

static void all_or_nothing(void **state)
{
    struct ring *ring = begin();
    char text[RING_BYTES];

    (void)state;
    memset(text, 'x', sizeof text);
    assert_true(ring_put(ring, text, RING_BYTES - 5));
    assert_false(ring_put(ring, text, 6));
    assert_int_equal(ring_pending(ring), RING_BYTES - 5);
    assert_true(ring_put(ring, text, 5));
    assert_false(ring_put(ring, text, 1));
    ring_drop(ring, 1);
    assert_true(ring_put(ring, text, 1));
}

/* A writer is preempted between the reservation of its place and the write: the reader reads
 * nothing from there on. */
static void nothing_is_read_before_it_is_written(void **state)
{
    struct ring *ring = begin();

    (void)state;
    assert_true(ring_put(ring, "one", 3));
    ring->head += 3;
    assert_true(ring_put(ring, "two", 3));
    assert_int_equal(ring_at(ring, 2), 'e');
    assert_int_equal(ring_at(ring, 3), 0);
    assert_int_equal(ring_pending(ring), 9);
}

/* The reader would take it for an unwritten byte. */
static void a_zero_is_shown(void **state)
{
    struct ring *ring = begin();

    (void)state;
    assert_true(ring_put(ring, "a\0b", 3));
    assert_int_equal(ring_at(ring, 1), '?');
}

/* The counts go on past 2^32 bytes. */
static void counts_wrap(void **state)
{
    struct ring *ring = begin();
    char text[RING_BYTES];

    (void)state;
    memset(text, 'x', sizeof text);
    ring->head = ring->tail = UINT32_MAX - 10;
    assert_true(ring_put(ring, text, RING_BYTES));
    assert_false(ring_put(ring, text, 1));
    ring_drop(ring, RING_BYTES);
    assert_int_equal(ring_pending(ring), 0);
    assert_true(ring_put(ring, text, RING_BYTES));
}

/* Reads the client's history into text. Returns its bytes. */
static unsigned history(char *text)
{
    unsigned bytes = 0, some;
    uint64_t word;

    while ((some = ring_history(CLIENT, bytes, &word)) != 0) {
        memcpy(text + bytes, &word, some);
        bytes += some;
    }
    return bytes;
}

/* What has been put in last stays there, whether or not the line has taken it. */
static void the_last_text_is_kept(void **state)
{
    static uint64_t memory[EVM_COMPONENTS * EVM_CRASH_HISTORY / sizeof(uint64_t)];
    const struct cos_start start = {.ram_start = (uint64_t)memory,
                                    .ram_pages = sizeof memory / COS_PAGE_SIZE};
    struct ring *ring = begin();
    char text[EVM_CRASH_HISTORY], all[8 * EVM_CRASH_HISTORY];
    unsigned put = 0;

    (void)state;
    assert_int_equal(history(text), 0);
    rings_keep(&start);
    for (unsigned i = 0; i < sizeof all; i++)
        all[i] = (char)('a' + i / 7 % 26);
    for (unsigned bytes = 1; put + bytes < sizeof all; bytes = bytes % 24 + 1) {
        unsigned kept = put < sizeof text ? put : sizeof text;

        assert_int_equal(history(text), kept);
        assert_memory_equal(text, all + put - kept, kept);
        assert_true(ring_put(ring, all + put, bytes));
        put += bytes;
        ring_drop(ring, bytes % 2 == 0 ? ring_pending(ring) : 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_in_comes_out),
        cmocka_unit_test(all_or_nothing),
        cmocka_unit_test(nothing_is_read_before_it_is_written),
        cmocka_unit_test(a_zero_is_shown),
        cmocka_unit_test(counts_wrap),
        cmocka_unit_test(the_last_text_is_kept),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
