/* SPDX-License-Identifier: BSD-2-Clause */
/* Random damage to firmware tables, mostly with correct checksums. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dmar.h"
#include "random.h"
#include "tables.h"

#define ROUNDS 300000

static unsigned good;

static void check(const char *problem, const struct dmar *dmar)
{
    if (problem != NULL)
        return;
    good++;
    assert_in_range(dmar->count, 1, DMAR_UNITS);
    for (unsigned i = 0; i < dmar->count; i++) {
        assert_int_equal(dmar->units[i].registers % 4096, 0);
        assert_in_range(dmar->units[i].registers, 4096, DMAR_REACH - 4096);
        for (unsigned j = 0; j < i; j++)
            assert_int_not_equal(dmar->units[i].registers, dmar->units[j].registers);
    }
}

static uint64_t any_number(void)
{
    static const uint64_t some[] = {0,  1,  3,    4,    15,     16,         35,        36,
                                    47, 48, 0x7f, 0xff, 0xffff, 0xffffffff, UINT64_MAX};

    return one_in(2)   ? some[below(sizeof some / sizeof some[0])]
           : one_in(2) ? below(300)
                       : random_bits();
}

static void change(uint64_t at, uint64_t bytes)
{
    static const unsigned widths[] = {1, 2, 4, 8};

    put(at + below(bytes), any_number(), widths[below(4)]);
}

static void whole_ways(void **state)
{
    static const struct {
        uint64_t at, bytes;
    } parts[] = {{RSDP, 36}, {RSDT, 44}, {XSDT, 52}, {DMAR, 36}, {DMAR + 48, 200}};

    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        unsigned units = (unsigned)below(DMAR_UNITS + 2);
        struct dmar dmar;

        tables_make(units);
        for (unsigned changes = (unsigned)below(4); changes > 0; changes--) {
            unsigned part = (unsigned)below(sizeof parts / sizeof parts[0]);

            change(parts[part].at, parts[part].bytes);
        }
        if (!one_in(8)) {
            seal(RSDP, 20, 8);
            seal(RSDP, 36, 32);
            seal(RSDT, 44, 9);
            seal(XSDT, 52, 9);
            tables_seal(one_in(4) ? below(600) + 36 : 48 + units * UNIT_BYTES);
        }
        check(tables_read(memory + RSDP, &dmar), &dmar);
        look_end();
    }
    printf("# %u of %u were good\n", good, ROUNDS);
    assert_in_range(good, ROUNDS / 100, ROUNDS - 1);
}

static void noise(void **state)
{
    (void)state;
    for (unsigned round = 0; round < ROUNDS; round++) {
        uint64_t bytes = below(200);
        uint8_t *table = malloc(bytes + 1);
        struct dmar dmar;

        for (uint64_t i = 0; i < bytes; i++)
            table[i] = (uint8_t)any_number();
        if (bytes >= 36) {
            table[4] = (uint8_t)bytes;
            table[5] = table[6] = table[7] = table[9] = 0;
            for (uint64_t i = 0; i < bytes; i++)
                table[9] = (uint8_t)(table[9] - (i == 9 ? 0 : table[i]));
        }
        table = realloc(table, bytes > 0 ? bytes : 1);
        check(dmar_read(table, bytes, &dmar), &dmar);
        free(table);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(whole_ways), cmocka_unit_test(noise)};

    random_seed();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
