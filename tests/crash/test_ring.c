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

#include "crash/log.h"
#include "keep.h"

#define SLOTS 5 /* of the ring */
#define BYTES ((1 + SLOTS) * EVM_CRASH_SLOT)
#define NEVER UINT32_MAX

static unsigned char disk[BYTES];
static uint32_t sectors_left, writes; /* until the power goes; of sectors so far */
static uint32_t flushes;

static bool read_bytes(void *context, uint64_t sector, void *data, uint32_t bytes)
{
    (void)context;
    assert_true(sector * RING_SECTOR + bytes <= BYTES);
    memcpy(data, disk + sector * RING_SECTOR, bytes);
    return true;
}

static bool write_bytes(void *context, uint64_t sector, const void *data, uint32_t bytes)
{
    (void)context;
    assert_true(sector * RING_SECTOR + bytes <= BYTES);
    for (uint32_t done = 0; done < bytes; done += RING_SECTOR) {
        if (sectors_left == 0)
            return false;
        sectors_left -= sectors_left != NEVER;
        memcpy(disk + sector * RING_SECTOR + done, (const char *)data + done, RING_SECTOR);
        writes++;
    }
    return true;
}

static bool flush(void *context)
{
    (void)context;
    flushes++;
    return sectors_left != 0;
}

static const struct ring_disk whole = {NULL, BYTES / RING_SECTOR, read_bytes, write_bytes, flush};

static bool read_log(void *context, uint64_t offset, void *bytes, size_t size)
{
    (void)context;
    assert_true(offset <= BYTES && size <= BYTES - offset);
    memcpy(bytes, disk + offset, size);
    return true;
}

static const char *look(struct crash_log *log)
{
    const struct crash_disk source = {BYTES, read_log, NULL};

    return crash_log_read(&source, 0, log);
}

static struct evm_crash_record make(uint64_t order)
{
    struct evm_crash_record record = {
        .magic = EVM_CRASH_RECORD,
        .version = EVM_CRASH_VERSION,
        .bytes = sizeof(record),
        .boot = 7,
        .order = order,
        .how = EVM_CRASH_FAULT,
        .details = 1,
        .regs = 20,
        .depth = 2,
        .trace = {0x400000, 0x400010},
        .name = "web",
        .words = "page fault",
        .text_bytes = EVM_CRASH_TEXT,
        .text = "line\n",
    };

    record.text[EVM_CRASH_TEXT - 1] = (char)order; /* the last sector is different, too */
    record.sum = evm_crash_sum(&record);
    return record;
}

static bool add(struct ring *ring, uint64_t order)
{
    struct evm_crash_record record = make(order);

    return ring_write(ring, &record) && ring_flush(ring);
}

/* Fills the disk with that many records of one run. */
static void fill(uint64_t count)
{
    struct ring ring;

    memset(disk, 0, sizeof(disk));
    sectors_left = NEVER;
    assert_null(ring_open(&ring, &whole));
    for (uint64_t i = 1; i <= count; i++)
        assert_true(add(&ring, i));
}

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

/* ---- Where records are made: as many as the supervisor keeps, the newest ones ---- */

#define KEPT (EVM_CRASH_KEPT - 1)

static uint64_t made, done, spoilt; /* orders: of the newest, of the last taken; of a damaged one */
static bool ending;

static bool fetch(uint64_t order, struct evm_crash_record *record)
{
    *record = make(order);
    return order + KEPT > made && order <= made && order != spoilt;
}

static uint64_t next_after(uint64_t order)
{
    uint64_t oldest = made > KEPT ? made - KEPT + 1 : 1;

    done = order > done ? order : done;
    oldest = done < oldest ? oldest : done + 1;
    return oldest <= made ? oldest : 0;
}

static bool is_ending(void)
{
    return ending;
}

static const struct keep_source source = {fetch, next_after, is_ending};

static void begin(struct ring *ring, uint64_t slots, uint64_t records, bool ends)
{
    static struct ring_disk part;

    part = whole;
    part.sectors = (slots + 1) * (EVM_CRASH_SLOT / RING_SECTOR);
    memset(disk, 0, sizeof(disk));
    sectors_left = NEVER;
    assert_null(ring_open(ring, &part));
    made = records;
    done = spoilt = flushes = 0;
    ending = ends;
}

/* While the system runs, each record is safe before the next one is written. When it ends, a flush
 * does for half of the ring, and no more: that much is safe at any time. */
static void test_flushes(void **state)
{
    static const struct {
        uint64_t slots, records;
        uint32_t ending, running;
    } cases[] = {{1, 3, 3, 3}, {2, 4, 4, 4}, {SLOTS, 5, 2, 5}, {SLOTS, 3, 1, 3}, {4, 15, 8, 15}};

    (void)state;
    for (size_t i = 0; i < 2 * COUNT(cases); i++) {
        bool ends = i % 2;
        struct ring ring;

        begin(&ring, cases[i / 2].slots, cases[i / 2].records, ends);
        assert_true(keep_all(&ring, &source));
        assert_int_equal(flushes, ends ? cases[i / 2].ending : cases[i / 2].running);
        assert_int_equal(done, made);
        assert_int_equal(ring.safe.number, made);
        flushes = 0;
        assert_true(keep_all(&ring, &source));
        assert_int_equal(flushes, 0);
    }
}

/* A record that is not there any more, or damaged, keeps back no other one. */
static void test_gaps(void **state)
{
    (void)state;
    for (spoilt = 5; spoilt <= 20; spoilt++) {
        uint64_t gap = spoilt;
        struct crash_log log;
        struct ring ring;

        begin(&ring, SLOTS, 20, true);
        spoilt = gap;
        assert_true(keep_all(&ring, &source));
        assert_int_equal(done, 20);
        assert_int_equal(ring.safe.number, gap == 5 ? KEPT : KEPT - 1);
        assert_null(look(&log));
        assert_int_equal(log.count, SLOTS);
        assert_int_equal(log.records[SLOTS - 1].order, gap == 20 ? 19 : 20);
        crash_log_free(&log);
    }
}

/* Power, or the disk, fails after any number of sectors: each record is there, in order, that the
 * supervisor has been told of, and of the ring no more than half is damaged. After a failure only
 * of the disk, all that are left are written. */
static void test_failures(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 2 * 15 * 8; i++) {
        struct crash_log log;
        struct ring ring;

        begin(&ring, SLOTS, 15, i % 2);
        sectors_left = i / 2;
        assert_false(keep_all(&ring, &source));
        assert_null(look(&log));
        assert_true(log.damaged <= 1);
        assert_true(!done || log.records[log.count - 1].order >= done);
        assert_true(log.count >= (done < SLOTS / 2 ? done : SLOTS / 2));
        crash_log_free(&log);
        sectors_left = NEVER;
        if (i % 3 == 0)
            assert_null(ring_open(&ring, ring.disk));
        assert_true(keep_all(&ring, &source));
        assert_null(look(&log));
        assert_int_equal(log.count, SLOTS);
        for (uint32_t at = 0; at < SLOTS; at++) {
            assert_int_equal(log.records[at].order, 11 + at);
            assert_int_equal(log.records[at].number, 11 + at);
        }
        crash_log_free(&log);
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
        cmocka_unit_test(test_zeros),    cmocka_unit_test(test_wrap),
        cmocka_unit_test(test_again),    cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_small),    cmocka_unit_test(test_power),
        cmocka_unit_test(test_damage),   cmocka_unit_test(test_power_at_first),
        cmocka_unit_test(test_hostile),  cmocka_unit_test(test_lost),
        cmocka_unit_test(test_flushes),  cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_failures),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
