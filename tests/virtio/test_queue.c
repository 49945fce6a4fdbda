/* SPDX-License-Identifier: BSD-2-Clause */
/* Virtqueues: chains come back with their cookies, in any order; the driver notices a device that
 * breaks a rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <virtio/queue.h>

#define SIZE   8
#define ROUNDS 200000

static _Alignas(16) uint8_t memory[VIRTQ_BYTES(SIZE)];
static volatile uint16_t notified;
static struct virtqueue q;

static struct virtq_used *used(void)
{
    return (struct virtq_used *)(memory + VIRTQ_USED(SIZE));
}

/* ---- The device ---- */

static void device_uses(uint32_t id, uint32_t bytes)
{
    used()->ring[used()->index % SIZE].id = id;
    used()->ring[used()->index % SIZE].bytes = bytes;
    used()->index++;
}

/* Returns the number of descriptors of the chain that was the number-th to become available. */
static unsigned chain_length(uint16_t number)
{
    unsigned at = q.available->ring[number % SIZE], length = 1;

    for (; q.descriptors[at].flags & VIRTQ_NEXT; length++)
        at = q.descriptors[at].next;
    return length;
}

/* ---- The driver ---- */

static int setup(void **state)
{
    (void)state;
    memset(memory, 0, sizeof memory);
    notified = UINT16_MAX;
    virtq_init(&q, 3, SIZE, memory, &notified);
    return 0;
}

static bool add(unsigned count, unsigned writable, uintptr_t cookie)
{
    struct virtq_buffer buffers[SIZE + 1] = {0};

    for (unsigned i = 0; i < count; i++)
        buffers[i] = (struct virtq_buffer){0x1000 * (i + 1), 100, i + writable >= count};
    return virtq_add(&q, buffers, count, (void *)cookie);
}

static uintptr_t take(uint32_t *bytes)
{
    void *cookie;

    return virtq_take(&q, &cookie, bytes) ? (uintptr_t)cookie : 0;
}

static void chains_come_back(void **state)
{
    uint32_t bytes;

    (void)state;
    assert_false(add(0, 0, 1));
    assert_true(add(3, 1, 1));
    assert_true(add(5, 5, 2));
    assert_false(add(1, 0, 3));
    assert_int_equal(chain_length(0), 3);
    assert_int_equal(chain_length(1), 5);
    assert_int_equal(q.descriptors[q.available->ring[0]].flags, VIRTQ_NEXT);
    assert_int_equal(take(&bytes), 0);
    device_uses(q.available->ring[1], 500);
    assert_int_equal(take(&bytes), 2);
    assert_int_equal(bytes, 500);
    assert_true(add(4, 0, 3));
    device_uses(q.available->ring[2], 0);
    device_uses(q.available->ring[0], 1);
    assert_int_equal(take(&bytes), 3);
    assert_int_equal(take(&bytes), 1);
    assert_int_equal(take(&bytes), 0);
    assert_int_equal(q.free_count, SIZE);
    assert_false(add(SIZE + 1, 0, 4));
    assert_true(add(SIZE, 0, 4));
}

static void notifications(void **state)
{
    (void)state;
    used()->flags = VIRTQ_NO_NOTIFY;
    virtq_notify(&q);
    assert_int_equal(notified, UINT16_MAX);
    used()->flags = 0;
    virtq_notify(&q);
    assert_int_equal(notified, 3);
}

/* The device must use a chain in flight, and cannot have written more than there is room for. */
static void broken_by(uint32_t id, uint32_t bytes, unsigned ahead)
{
    uint32_t written;

    setup(NULL);
    assert_true(add(2, 1, 1));
    device_uses(id, bytes);
    used()->index += ahead;
    assert_int_equal(take(&written), 0);
    assert_true(q.broken);
    assert_int_equal(take(&written), 0);
}

static void broken_rules(void **state)
{
    (void)state;
    broken_by(1, 0, 0); /* not the head of a chain */
    broken_by(5, 0, 0);
    broken_by(SIZE, 0, 0);
    broken_by(UINT32_MAX, 0, 0);
    broken_by(0, 101, 0);
    broken_by(0, UINT32_MAX, 0);
    broken_by(0, 0, SIZE);
}

static void used_twice(void **state)
{
    uint32_t bytes;

    (void)state;
    assert_true(add(1, 1, 1));
    device_uses(0, 0);
    device_uses(0, 0);
    assert_int_equal(take(&bytes), 1);
    assert_int_equal(take(&bytes), 0);
    assert_true(q.broken);
}

/* An honest device that answers in any order: every chain comes back once. */
static void any_order(void **state)
{
    uint16_t waiting[SIZE], heads = 0, device_seen = 0;
    uintptr_t next = 1, sum_in = 0, sum_out = 0;
    uint32_t bytes;

    (void)state;
    srand(1);
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned count = 1 + (unsigned)rand() % 3;

        if (add(count, 0, next))
            sum_in += next++;
        for (; device_seen != q.available->index; device_seen++)
            waiting[heads++] = q.available->ring[device_seen % SIZE];
        if (heads != 0 && rand() % 2) {
            unsigned choice = (unsigned)rand() % heads;

            device_uses(waiting[choice], 0);
            waiting[choice] = waiting[--heads];
            sum_out += take(&bytes);
        }
    }
    while (heads != 0) {
        device_uses(waiting[--heads], 0);
        sum_out += take(&bytes);
    }
    assert_int_equal(sum_in, sum_out);
    assert_int_equal(q.free_count, SIZE);
    assert_false(q.broken);
}

/* A device that writes anything anywhere in the shared memory. */
static void hostile(void **state)
{
    (void)state;
    srand(2);
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint32_t bytes;

        if (round % 64 == 0)
            setup(NULL);
        add(1 + (unsigned)rand() % 4, (unsigned)rand() % 3, round + 1);
        for (unsigned i = 0; i < 4; i++)
            memory[(unsigned)rand() % sizeof memory] = (uint8_t)(rand() % 4 ? rand() % SIZE
                                                                            : rand());
        if (take(&bytes))
            assert_true(bytes <= 200);
        assert_true(q.free_count <= SIZE);
        virtq_notify(&q);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(chains_come_back, setup),
        cmocka_unit_test_setup(notifications, setup),
        cmocka_unit_test(broken_rules),
        cmocka_unit_test_setup(used_twice, setup),
        cmocka_unit_test_setup(any_order, setup),
        cmocka_unit_test(hostile),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
