/* SPDX-License-Identifier: BSD-2-Clause */
/* How records get into the ring: how often the disk is flushed; what a loss of power leaves, also
 * on a disk with a cache; and what follows a failure. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "keep.h"
#include "memory_disk.h"

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

/* While the system runs, each record is safe before the next one is written. When the system ends,
 * a flush serves half of the ring at most: the other half is safe at any time. */
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

/* The power or the disk fails after any number of sectors. Each record that the supervisor has been
 * told of is then there, in order, and at most half of the ring is damaged. If only the disk has
 * failed, the next call writes all records that are left. */
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

/* ---- A disk with a cache: a loss of power leaves any of the sectors written since a flush ---- */

#define SECTORS (BYTES / RING_SECTOR)

static unsigned char cached[BYTES];
static bool waiting[SECTORS]; /* for a flush */

static bool read_cached(void *context, uint64_t sector, void *data, uint32_t bytes)
{
    (void)context;
    assert_true(sector * RING_SECTOR + bytes <= BYTES);
    memcpy(data, cached + sector * RING_SECTOR, bytes);
    return true;
}

static void settle(uint64_t sector)
{
    memcpy(disk + sector * RING_SECTOR, cached + sector * RING_SECTOR, RING_SECTOR);
    waiting[sector] = false;
}

static bool write_cached(void *context, uint64_t sector, const void *data, uint32_t bytes)
{
    (void)context;
    assert_true(sector * RING_SECTOR + bytes <= BYTES);
    for (uint32_t done = 0; done < bytes && sectors_left; done += RING_SECTOR, sectors_left--) {
        memcpy(cached + sector * RING_SECTOR + done, (const char *)data + done, RING_SECTOR);
        waiting[sector + done / RING_SECTOR] = true;
    }
    return sectors_left;
}

static bool flush_cached(void *context)
{
    (void)context;
    for (uint64_t sector = 0; sector < SECTORS && sectors_left; sector++)
        settle(sector);
    return sectors_left;
}

static void test_cache(void **state)
{
    static const struct ring_disk lazy = {NULL, SECTORS, read_cached, write_cached, flush_cached};

    (void)state;
    for (unsigned i = 0; i < 4000; i++) {
        uint64_t before = i % 13, after = 1 + i % 7;
        struct crash_log log;
        struct ring ring;

        srandom(i);
        fill(before);
        memcpy(cached, disk, sizeof(disk));
        assert_null(ring_open(&ring, &lazy));
        made = before + after;
        done = before;
        spoilt = 0;
        ending = i % 2;
        sectors_left = 1 + (uint32_t)random() % (8 * (uint32_t)after);
        keep_all(&ring, &source);
        for (uint64_t sector = 0; sector < SECTORS; sector++)
            if (waiting[sector] && random() % 2)
                settle(sector);
        memset(waiting, 0, sizeof(waiting));
        assert_null(look(&log));
        assert_true(log.count >= (done < SLOTS / 2 ? done : SLOTS / 2));
        assert_true(!done || log.records[log.count - 1].order >= done);
        crash_log_free(&log);
        sectors_left = NEVER;
        assert_null(ring_open(&ring, &whole));
        assert_true(keep_all(&ring, &source));
        assert_int_equal(done, made);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_flushes),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_failures),
        cmocka_unit_test(test_cache),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
