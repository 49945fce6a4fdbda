/* SPDX-License-Identifier: BSD-2-Clause */
/* Frames of all lengths through queues of all sizes: they come out unchanged, and there is room
 * where there should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "../components/random.h"
#include "frames.h"
#include "queue.h"

#define STEPS 200000
#define MANY  64 /* more frames than any queue here holds */

static const uint32_t sizes[] = {0, 8, 16, 24, 64, 1512, 1520, 1528, 4096, 10000};

static struct queue queue;
static uint8_t *memory;
static uint8_t frames[MANY][FRAMES_BYTES], heads[MANY][FRAMES_BYTES];
static uint32_t lengths[MANY];
static struct random numbers;

static uint64_t below(uint64_t limit)
{
    return random_next(&numbers) % limit;
}

/* Uses memory of exactly that size, which the sanitizer guards. */
static void begin(uint32_t size)
{
    memory = size != 0 ? aligned_alloc(QUEUE_ALIGN, size) : NULL;
    queue_init(&queue, memory, size);
}

/* Returns the bytes of the queue that a frame takes. */
static uint32_t room_of(uint32_t bytes)
{
    return (8 + bytes + 7) / 8 * 8;
}

static bool put(unsigned number)
{
    uint32_t bytes = 1 + (uint32_t)below(below(2) ? FRAMES_BYTES : 60),
             head = (uint32_t)below(bytes + 1);

    for (uint32_t i = 0; i < bytes; i++) {
        frames[number][i] = (uint8_t)random_next(&numbers);
        heads[number][i] = i < head ? frames[number][i] : 0;
        frames[number][i] ^= i < head; /* the head does not come from here */
    }
    lengths[number] = bytes;
    if (!queue_put(&queue, heads[number], head, frames[number], bytes))
        return false;
    queue_keep(&queue);
    memcpy(frames[number], heads[number], head);
    return true;
}

static void check_first(unsigned number)
{
    uint32_t bytes;
    const uint8_t *frame = queue_first(&queue, &bytes);

    assert_int_equal(bytes, lengths[number]);
    assert_memory_equal(frame, frames[number], bytes);
}

static void test_random(void **state)
{
    (void)state;
    for (unsigned i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned first = 0, next = 0, waiting = 0, refused = 0;
        uint32_t room = 0;

        begin(sizes[i]);
        for (unsigned step = 0; step < STEPS; step++) {
            if (waiting < MANY && below(step % 1000 < 500 ? 4 : 2)) {
                bool taken = put(next % MANY);
                uint32_t needed = room_of(lengths[next % MANY]);

                /* An empty queue takes what fits; otherwise the end of the memory wastes less than
                 * one frame. */
                if (waiting == 0)
                    assert_int_equal(taken, needed <= sizes[i]);
                assert_true(taken ? room + needed <= sizes[i]
                                  : room + needed + room_of(FRAMES_BYTES) > sizes[i]);
                refused += !taken;
                waiting += taken;
                next += taken;
                room += taken ? needed : 0;
            } else if (waiting != 0) {
                check_first(first % MANY);
                room -= room_of(lengths[first++ % MANY]);
                waiting--;
                queue_drop(&queue);
            }
            assert_int_equal(queue.frames, waiting);
        }
        assert_true(refused != 0 || sizes[i] > MANY * FRAMES_BYTES);
        assert_true(sizes[i] < 16 ? next == 0 : next > STEPS / 100);
        free(memory);
    }
}

/* Spare bytes serve only the word before each frame, and alignment. */
static void test_full(void **state)
{
    static const uint8_t frame[FRAMES_BYTES];
    unsigned count = 0;

    (void)state;
    begin(64 << 10);
    while (queue_put(&queue, frame, 96, frame, 96)) { /* 104 bytes */
        /* dropped, so it takes no room */
        assert_true(queue_put(&queue, frame, 96, frame, 95));
        assert_true(queue_put(&queue, frame, 96, frame, 96));
        queue_keep(&queue);
        count++;
    }
    assert_int_equal(count, (64 << 10) / 104);
    for (; count > 0; count--)
        queue_drop(&queue);
    assert_int_equal(queue.frames, 0);
    assert_true(queue_put(&queue, frame, 96, frame, FRAMES_BYTES));
    free(memory);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_full),
    };

    numbers.state = (uint64_t)time(NULL);
    printf("# seed %llu\n", (unsigned long long)numbers.state);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
