/* SPDX-License-Identifier: BSD-2-Clause */
/* The ring of crash records, as the component writes it and as the tool reads it: on a disk in
 * memory that may hold anything, lose power between any two sectors, or fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "memory_disk.h"

static void test_zeros(void **state)
{
    struct crash_log log;
    struct ring ring;

    (void)state;
    memset(disk, 0, sizeof(disk));
    sectors_left = NEVER;
    assert_string_equal(look(&log), "has no crash records yet: it begins with zeros");
    assert_null(ring_open(&ring, &whole));
    assert_int_equal(ring.slots, SLOTS);
    assert_null(look(&log));
    assert_int_equal(log.count, 0);
    crash_log_free(&log);
}

static void test_wrap(void **state)
{
    struct crash_log log;

    (void)state;
    for (uint64_t count = 1; count <= 3 * SLOTS; count++) {
        uint64_t kept = count < SLOTS ? count : SLOTS;

        fill(count);
        assert_null(look(&log));
        assert_int_equal(log.count, kept);
        assert_int_equal(log.damaged, 0);
        for (uint32_t i = 0; i < kept; i++) {
            assert_int_equal(log.records[i].number, count - kept + 1 + i);
            assert_int_equal(crash_log_lost(&log, i), 0);
        }
        crash_log_free(&log);
    }
}

/* The next life goes on, and writes no record twice. */
static void test_again(void **state)
{
    struct evm_crash_record last = make(7), next = make(8);
    struct ring ring;

    (void)state;
    fill(7);
    assert_null(ring_open(&ring, &whole));
    assert_int_equal(ring.newest.number, 7);
    assert_true(ring_has(&ring, &last));
    assert_false(ring_has(&ring, &next));
    next.boot++; /* of another run, whose order begins anew */
    next.order = 1;
    assert_false(ring_has(&ring, &next));
}

/* Any byte where the ring would be makes a disk foreign; and it stays as it was. */
static void test_foreign(void **state)
{
    static unsigned char before[BYTES];
    struct ring ring;

    (void)state;
    sectors_left = NEVER;
    for (size_t at = 0; at < BYTES; at += 97) {
        memset(disk, 0, sizeof(disk));
        disk[at] = 1;
        memcpy(before, disk, sizeof(disk));
        assert_string_equal(ring_open(&ring, &whole),
                            "it holds something else; expected a disk of zeros, or one with crash "
                            "records");
        assert_memory_equal(before, disk, sizeof(disk));
    }
}

static void test_small(void **state)
{
    struct ring_disk small = whole;
    struct ring ring;

    (void)state;
    memset(disk, 0, sizeof(disk));
    for (small.sectors = 0; small.sectors < 16; small.sectors++)
        assert_string_equal(ring_open(&ring, &small), "it is too small; expected at least 8K");
    assert_null(ring_open(&ring, &small));
    fill(SLOTS); /* a ring that is longer than the disk */
    assert_non_null(ring_open(&ring, &small));
}

/* Each loss of power costs the oldest record at most, or the new one. */
static void test_power(void **state)
{
    (void)state;
    for (uint32_t cut = 0; cut < 8; cut++) {
        struct crash_log log;
        struct ring ring;

        fill(2 * SLOTS);
        sectors_left = cut;
        assert_null(ring_open(&ring, &whole));
        assert_false(add(&ring, 2 * SLOTS + 1));
        sectors_left = NEVER;
        assert_null(look(&log));
        assert_true(log.count >= SLOTS - 1);
        assert_int_equal(log.records[log.count - 1].number, 2 * SLOTS);
        crash_log_free(&log);
        assert_null(ring_open(&ring, &whole));
        assert_int_equal(ring.newest.number, 2 * SLOTS);
        assert_true(add(&ring, 2 * SLOTS + 1));
        assert_null(look(&log));
        assert_int_equal(log.count, SLOTS);
        assert_int_equal(log.damaged, 0);
        crash_log_free(&log);
    }
}

/* The first write of a new disk is one sector: before it there are zeros, behind it a ring. */
static void test_power_at_first(void **state)
{
    struct ring ring;

    (void)state;
    memset(disk, 0, sizeof(disk));
    sectors_left = 0;
    assert_string_equal(ring_open(&ring, &whole), "it has failed");
    sectors_left = NEVER;
    writes = 0;
    assert_null(ring_open(&ring, &whole));
    assert_int_equal(writes, 1);
}

/* Damage to any byte costs the record that it is in, or all if it is in the head. */
static void test_damage(void **state)
{
    (void)state;
    fill(SLOTS);
    for (size_t at = 0; at < BYTES; at++) {
        size_t in_slot = at % EVM_CRASH_SLOT;
        bool head = at < sizeof(struct evm_crash_head),
             used = at >= EVM_CRASH_SLOT && in_slot < sizeof(struct evm_crash_record);
        struct crash_log log;

        disk[at] ^= 0x10;
        const char *problem = look(&log);

        assert_true(head == (problem != NULL));
        if (!head) {
            assert_int_equal(log.count, SLOTS - used);
            assert_int_equal(log.damaged, used);
        }
        crash_log_free(&log);
        disk[at] ^= 0x10;
    }
}

/* A record with the last number of all would have no next one. */
static void test_last_number(void **state)
{
    static const uint64_t numbers[] = {UINT64_MAX, UINT64_MAX - 1, UINT64_MAX / 2 + 1};

    (void)state;
    for (size_t i = 0; i < COUNT(numbers); i++) {
        uint64_t place = evm_crash_slot(numbers[i], SLOTS);
        struct evm_crash_record *record = (void *)(disk + place * EVM_CRASH_SLOT);
        struct ring ring;

        fill(1);
        *record = make(1);
        record->number = numbers[i];
        record->sum = evm_crash_sum(record);
        assert_null(ring_open(&ring, &whole));
        assert_true(add(&ring, 2));
        assert_true(add(&ring, 3));
        assert_null(ring_open(&ring, &whole));
        assert_int_equal(ring.newest.order, 3);
    }
}

/* Wrong numbers with a right sum, as anyone who writes the disk can make them. */
static void test_hostile(void **state)
{
    const size_t fields[] = {
        offsetof(struct evm_crash_record, regs), offsetof(struct evm_crash_record, depth),
        offsetof(struct evm_crash_record, how), offsetof(struct evm_crash_record, text_bytes),
        offsetof(struct evm_crash_record, bytes)};
    struct evm_crash_record *record = (void *)(disk + EVM_CRASH_SLOT);
    struct crash_log log;

    (void)state;
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        fill(1);
        memset((char *)record + fields[i], 0xff, 4);
        record->sum = evm_crash_sum(record);
        assert_null(look(&log));
        assert_int_equal(log.count, 0);
        assert_int_equal(log.damaged, 1);
        crash_log_free(&log);
    }
    fill(1);
    memset(record->name, 'x', sizeof(record->name));
    memset(record->words, 'x', sizeof(record->words));
    record->sum = evm_crash_sum(record);
    assert_null(look(&log));
    assert_int_equal(strlen(log.records[0].name), sizeof(record->name) - 1);
    assert_int_equal(strlen(log.records[0].words), sizeof(record->words) - 1);
    crash_log_free(&log);
}

static void test_lost(void **state)
{
    struct crash_log log;
    struct ring ring;

    (void)state;
    fill(1);
    assert_null(ring_open(&ring, &whole));
    assert_true(add(&ring, 5));
    assert_null(look(&log));
    assert_int_equal(crash_log_lost(&log, 0), 0);
    assert_int_equal(crash_log_lost(&log, 1), 3);
    crash_log_free(&log);
    fill(0);
    assert_null(ring_open(&ring, &whole));
    assert_true(add(&ring, 14));
    assert_null(look(&log));
    assert_int_equal(crash_log_lost(&log, 0), 13);
    crash_log_free(&log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_zeros),       cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_again),       cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_small),       cmocka_unit_test(test_power),
        cmocka_unit_test(test_damage),      cmocka_unit_test(test_power_at_first),
        cmocka_unit_test(test_hostile),     cmocka_unit_test(test_lost),
        cmocka_unit_test(test_last_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
