/* SPDX-License-Identifier: BSD-2-Clause */
/* Damaged partition tables, with checksums that are right or not: the partitions found are within
 * the disk, and few reads suffice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "../components/random.h"
#include "tables.h"

#define TABLES 50000
/* a chain, or two GPTs of 1024 entries of a sector each */
#define READS_MOST (PARTITION_MOST + 2 * 1024 + 3)

static struct random numbers;
static unsigned found;

static uint64_t below(uint64_t limit)
{
    return random_next(&numbers) % limit;
}

static uint64_t any_number(void)
{
    return below(2) ? below(SECTORS + 2) : random_next(&numbers) >> below(64);
}

static void make_mbr(void)
{
    static const uint8_t types[] = {0, 0x83, 0x05, 0x0f, 0x85};

    for (unsigned i = (unsigned)below(40); i > 0; i--) {
        mbr_put(below(3) ? (unsigned)below(8) : 0, (unsigned)below(4), types[below(sizeof types)],
                (uint32_t)(below(2) ? below(10) : any_number()), (uint32_t)any_number());
    }
}

static void make_gpt(void)
{
    for (unsigned i = 0; i < GPT_ENTRIES; i++)
        gpt_put(i, any_number(), any_number());
    gpt_seal();
    for (unsigned i = (unsigned)below(4); i > 0; i--) {
        static const uint8_t fields[] = {12, 24, 40, 48, 72, 80, 84};

        put32(image[1] + fields[below(sizeof fields)], (uint32_t)any_number());
    }
    if (below(4))
        gpt_sum(1);
}

static void damage(void)
{
    for (unsigned i = below(2) ? 0 : (unsigned)below(8); i > 0; i--)
        image[below(4)][below(BLOCK_SECTOR)] ^= (uint8_t)(1 << below(8));
}

static void nothing_outside_is_found(void **state)
{
    uint64_t seed = (uint64_t)time(NULL);

    (void)state;
    numbers.state = seed;
    printf("# seed %llu\n", (unsigned long long)seed);
    for (unsigned i = 0; i < TABLES; i++) {
        struct extent extent;
        unsigned number = 1 + (unsigned)below(below(2) ? 8 : PARTITION_MOST);

        tables_clear();
        below(2) ? make_mbr() : make_gpt();
        damage();
        if (partition_find(&tables_disk, number, &extent) == NULL) {
            assert_true(extent.first > 0 && extent.first < SECTORS && extent.count > 0);
            assert_true(extent.count <= SECTORS - extent.first);
            found++;
        }
        assert_true(reads <= READS_MOST);
    }
    assert_true(found > TABLES / 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_outside_is_found)};

    return cmocka_run_group_tests_name("fuzz", tests, NULL, NULL);
}
