/* SPDX-License-Identifier: BSD-2-Clause */
/* The console's rings: several writers, each of which may stop anywhere, and one reader. */
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_put_in_comes_out),
        cmocka_unit_test(all_or_nothing),
        cmocka_unit_test(nothing_is_read_before_it_is_written),
        cmocka_unit_test(a_zero_is_shown),
        cmocka_unit_test(counts_wrap),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
