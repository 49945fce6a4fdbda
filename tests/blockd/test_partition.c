/* SPDX-License-Identifier: BSD-2-Clause */
/* Partition tables, good and bad. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tables.h"

static void assert_at(unsigned number, uint64_t first, uint64_t count)
{
    struct extent extent;

    assert_null(partition_find(&tables_disk, number, &extent));
    assert_int_equal(extent.first, first);
    assert_int_equal(extent.count, count);
}

static void assert_problem(unsigned number, const char *part)
{
    struct extent extent;
    const char *problem = partition_find(&tables_disk, number, &extent);

    assert_non_null(problem);
    assert_non_null(strstr(problem, part));
}

static void no_table_is_told(void **state)
{
    const struct partition_disk empty = {.sectors = 0, .read = tables_disk.read};
    struct extent extent;

    (void)state;
    tables_clear();
    assert_problem(1, "has no partition table");
    assert_non_null(partition_find(&empty, 1, &extent));
    mbr_put(0, 0, 0x83, 1, 1);
    image[0][446 + 16] = 0x12; /* no status byte: a file system's boot sector */
    assert_problem(1, "has no partition table");
}

static void primary_ones_are_found(void **state)
{
    (void)state;
    tables_clear();
    mbr_put(0, 0, 0x83, 1, 99);
    mbr_put(0, 1, 0x83, 100, SECTORS - 100);
    mbr_put(0, 3, 0x0c, SECTORS - 1, 1);
    image[0][446] = 0x80;
    assert_at(1, 1, 99);
    assert_at(2, 100, SECTORS - 100);
    assert_at(4, SECTORS - 1, 1);
    assert_problem(3, "no such");
    assert_problem(5, "no such");
}

static void extents_outside_are_refused(void **state)
{
    (void)state;
    tables_clear();
    mbr_put(0, 0, 0x83, 0, 10);
    mbr_put(0, 1, 0x83, 2, SECTORS - 1);
    mbr_put(0, 2, 0x83, SECTORS, 1);
    mbr_put(0, 3, 0x83, UINT32_MAX, UINT32_MAX);
    for (unsigned i = 1; i <= 4; i++)
        assert_problem(i, "not within");
    mbr_put(0, 0, 0x83, 1, 0);
    assert_problem(1, "no such");
}

static void logical_ones_are_found(void **state)
{
    (void)state;
    tables_clear();
    mbr_put(0, 1, 0x05, 100, 200);
    mbr_put(100, 0, 0x83, 5, 20);
    mbr_put(100, 1, 0x05, 50, 60);
    mbr_put(150, 0, 0x83, 1, 149);
    assert_at(5, 105, 20);
    assert_at(6, 151, 149);
    assert_problem(7, "no such");
    assert_problem(2, "extended");
    mbr_put(150, 0, 0x83, 1, 150); /* beyond the extended partition */
    assert_problem(6, "not within");
}

static void chains_end(void **state)
{
    (void)state;
    tables_clear();
    mbr_put(0, 0, 0x0f, 100, 200);
    mbr_put(100, 1, 0x05, 0, 1);
    assert_problem(6, "chain");
    mbr_put(100, 1, 0x05, 200, 1);
    assert_problem(6, "chain");
    mbr_put(100, 1, 0x05, 100, 1);
    assert_problem(6, "chain");
    mbr_put(200, 1, 0x05, 50, 1); /* back */
    assert_problem(7, "chain");
}

static void gpt_is_read(void **state)
{
    (void)state;
    tables_clear();
    gpt_put(0, GPT_FIRST, GPT_FIRST);
    gpt_put(1, 40, GPT_LAST);
    gpt_put(2, 40, GPT_LAST + 1);
    gpt_put(3, GPT_FIRST - 1, 40);
    gpt_put(4, 50, 49);
    gpt_put(5, UINT64_MAX, UINT64_MAX);
    gpt_seal();
    assert_at(1, GPT_FIRST, 1);
    assert_at(2, 40, GPT_LAST - 39);
    for (unsigned i = 3; i <= 6; i++)
        assert_problem(i, "not within");
    assert_problem(7, "no such");
    assert_problem(GPT_ENTRIES + 1, "no such");
    assert_problem(PARTITION_MOST, "no such");
}

static void the_other_gpt_counts(void **state)
{
    (void)state;
    tables_clear();
    gpt_put(0, 20, 29);
    gpt_seal();
    image[2][33] ^= 1; /* an entry of the first table */
    assert_at(1, 20, 10);
    image[1][0] ^= 1;
    assert_at(1, 20, 10);
    image[SECTORS - 1][48] ^= 1;
    assert_problem(1, "damaged");
}

static void gpt_with_right_sums_is_not_believed(void **state)
{
    static const struct {
        unsigned at, bytes;
        uint64_t value;
    } lies[] = {
        {12, 4, 91},      {12, 4, 513},         {24, 8, 2},          {40, 8, 0},
        {40, 8, SECTORS}, {48, 8, SECTORS},     {48, 8, UINT64_MAX}, {72, 8, 0},
        {72, 8, SECTORS}, {72, 8, SECTORS - 1}, {72, 8, UINT64_MAX}, {80, 4, 0},
        {80, 4, 1025},    {80, 4, UINT32_MAX},  {84, 4, 0},          {84, 4, 64},
        {84, 4, 192},     {84, 4, 1024},
    };

    (void)state;
    for (unsigned i = 0; i < sizeof lies / sizeof *lies; i++) {
        tables_clear();
        gpt_put(0, 20, 29);
        gpt_seal();
        memset(image[SECTORS - 1], 0, BLOCK_SECTOR);
        if (lies[i].bytes == 4)
            put32(image[1] + lies[i].at, (uint32_t)lies[i].value);
        else
            put64(image[1] + lies[i].at, lies[i].value);
        gpt_sum(1);
        assert_problem(1, "damaged");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_table_is_told),
        cmocka_unit_test(primary_ones_are_found),
        cmocka_unit_test(extents_outside_are_refused),
        cmocka_unit_test(logical_ones_are_found),
        cmocka_unit_test(chains_end),
        cmocka_unit_test(gpt_is_read),
        cmocka_unit_test(the_other_gpt_counts),
        cmocka_unit_test(gpt_with_right_sums_is_not_believed),
    };

    return cmocka_run_group_tests_name("partition", tests, NULL, NULL);
}
