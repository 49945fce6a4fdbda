/* SPDX-License-Identifier: BSD-2-Clause */
/* The reader of frames of the control channel: it finds each whole frame behind any noise, and
 * never reads or writes beyond its own bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <evm/control.h>

#define ROUNDS 20000

/* Returns the number of frames that the bytes complete; *last: a copy of the last of them. */
static unsigned feed(struct control_reader *reader, const void *bytes, size_t count,
                     struct control_frame *last)
{
    const struct control_frame *frame;
    unsigned found = 0;

    for (size_t i = 0; i < count; i++) {
        control_add(reader, ((const uint8_t *)bytes)[i]);
        while ((frame = control_next(reader)) != NULL) {
            memcpy(last, frame, control_frame_bytes(&frame->head));
            found++;
        }
    }
    return found;
}

static size_t make(struct control_frame *frame, unsigned words, uint32_t number)
{
    *frame = (struct control_frame){.head = {.kind = CONTROL_SHOW,
                                             .bytes = (uint16_t)(words * sizeof(evm_word)),
                                             .number = number}};
    for (unsigned i = 0; i < words * sizeof(evm_word); i++)
        frame->contents[i] = (uint8_t)rand();
    return control_seal(frame);
}

static void test_each_size(void **state)
{
    struct control_reader reader = {0};
    struct control_frame sent, got;

    (void)state;
    for (unsigned words = 0; words <= CONTROL_BYTES_MOST / sizeof(evm_word); words++) {
        size_t size = make(&sent, words, words);

        assert_int_equal(feed(&reader, &sent, size, &got), 1);
        assert_memory_equal(&got, &sent, size);
    }
}

static void test_each_damaged_bit(void **state)
{
    struct control_frame sent, got;
    size_t size = make(&sent, 3, 7);

    (void)state;
    for (size_t bit = 0; bit < size * 8; bit++) {
        struct control_reader reader = {0};

        ((uint8_t *)&sent)[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_int_equal(feed(&reader, &sent, size, &got), 0);
        ((uint8_t *)&sent)[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

/* A beginning that promises a long frame must not swallow the frames behind it. */
static void test_lie(void **state)
{
    struct control_reader reader = {0};
    struct control_frame sent, got;
    size_t size = make(&sent, 1, 9);
    struct control_head lie = {
        .magic = CONTROL_MAGIC, .kind = CONTROL_SHOW, .bytes = CONTROL_BYTES_MOST};
    unsigned found = 0, frames = CONTROL_FRAME_MOST / size + 2;

    (void)state;
    assert_int_equal(feed(&reader, &lie, sizeof lie, &got), 0);
    for (unsigned i = 0; i < frames; i++)
        found += feed(&reader, &sent, size, &got);
    assert_int_equal(found, frames);
    assert_int_equal(feed(&reader, &lie, sizeof lie, &got), 0);
    assert_int_equal(feed(&reader, &sent, size, &got), 0);
    control_give_up(&reader);
    const struct control_frame *frame = control_next(&reader);

    assert_non_null(frame);
    assert_memory_equal(frame, &sent, size);
}

static void test_absurd_lengths(void **state)
{
    struct control_frame sent, got;
    size_t size = make(&sent, 1, 9);

    (void)state;
    for (unsigned bytes = 0; bytes <= UINT16_MAX; bytes++) {
        struct control_head lie = {.magic = CONTROL_MAGIC, .bytes = (uint16_t)bytes};
        struct control_reader reader = {0};

        feed(&reader, &lie, sizeof lie, &got);
        if (bytes > CONTROL_BYTES_MOST || bytes % sizeof(evm_word) != 0)
            assert_int_equal(feed(&reader, &sent, size, &got), 1);
    }
}

/* Noise of bytes that are likely in frames, and then a frame, after which the line pauses. */
static void test_noise(void **state)
{
    static const uint8_t likely[] = {0xf1, 0xe5, 0xd0, 0x43, 0, 8, 1};
    struct control_reader reader = {0};
    struct control_frame sent, got;

    (void)state;
    srand(1);
    for (uint32_t round = 1; round <= ROUNDS; round++) {
        uint8_t noise[300];
        size_t count = (size_t)rand() % sizeof noise, size;
        bool found = false;
        const struct control_frame *frame;

        for (size_t i = 0; i < count; i++)
            noise[i] = rand() % 2 ? likely[(size_t)rand() % sizeof likely] : (uint8_t)rand();
        feed(&reader, noise, count, &got);
        size = make(&sent, (unsigned)rand() % 25, round);
        got.head.number = 0;
        feed(&reader, &sent, size, &got);
        found = got.head.number == round;
        while (reader.count != 0 && !found) {
            control_give_up(&reader);
            while ((frame = control_next(&reader)) != NULL)
                found = found || frame->head.number == round;
        }
        assert_true(found);
        assert_true(reader.count <= CONTROL_FRAME_MOST);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_size), cmocka_unit_test(test_each_damaged_bit),
        cmocka_unit_test(test_lie),       cmocka_unit_test(test_absurd_lengths),
        cmocka_unit_test(test_noise),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
