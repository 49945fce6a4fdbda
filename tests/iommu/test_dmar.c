/* SPDX-License-Identifier: BSD-2-Clause */
/* The DMAR table, and the way to it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "dmar.h"
#include "tables.h"

#define PARTS (DMAR + 48)

static struct dmar dmar;

static const char *find(void)
{
    uint8_t *rsdp = malloc(36);
    const char *problem;

    memcpy(rsdp, memory + RSDP, 36);
    problem = tables_read(rsdp, &dmar);
    free(rsdp);
    look_end();
    return problem != NULL ? problem : "";
}

static void units_are_found(void **state)
{
    (void)state;
    tables_make(3);
    assert_string_equal(find(), "");
    assert_int_equal(dmar.count, 3);
    assert_true(dmar.interrupts);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(dmar.units[i].registers, 0xfed90000 + i * 0x1000);
        assert_int_equal(dmar.units[i].segment, i);
    }
}

static void of_old_and_new_firmware(void **state)
{
    (void)state;
    tables_make(1);
    put(RSDP + 15, 0, 1); /* ACPI 1.0: nothing behind the first 20 bytes */
    memset(memory + RSDP + 20, 0xff, 16);
    seal(RSDP, 20, 8);
    put(XSDT, 0, 4);
    assert_string_equal(find(), "");
    assert_int_equal(dmar.count, 1);
    tables_make(1);
    put(RSDT, 0, 4); /* the code prefers the new list */
    assert_string_equal(find(), "");
    put(DMAR + 37, 0, 1);
    tables_seal(48 + UNIT_BYTES);
    assert_string_equal(find(), "");
    assert_false(dmar.interrupts);
}

static void no_pointer(void **state)
{
    static const char problem[] = "the boot loader gave no pointer to ACPI's tables";

    (void)state;
    tables_make(1);
    memset(memory + RSDP, 0, 36);
    assert_string_equal(find(), problem);
    tables_make(1);
    memory[RSDP + 8]++;
    assert_string_equal(find(), problem);
    tables_make(1);
    put(RSDP + 16, 1ull << 31, 4);
    put(RSDP + 24, 1ull << 63, 8);
    seal(RSDP, 20, 8);
    seal(RSDP, 36, 32);
    assert_string_equal(find(), "ACPI's list of tables cannot be read");
}

static void wrong_lists(void **state)
{
    static const char problem[] = "ACPI's list of tables cannot be read";

    (void)state;
    tables_make(1);
    memory[XSDT + 9]++;
    assert_string_equal(find(), problem);
    tables_make(1);
    memcpy(memory + XSDT, "RSDT", 4);
    seal(XSDT, 52, 9);
    assert_string_equal(find(), problem);
    tables_make(1);
    put(XSDT + 4, 35, 4);
    assert_string_equal(find(), problem);
    put(XSDT + 4, 0xffffffff, 4);
    assert_string_equal(find(), problem);
    tables_make(1);
    put(XSDT + 4, 36, 4);
    seal(XSDT, 36, 9);
    assert_string_equal(find(), problem);
}

static void no_table(void **state)
{
    (void)state;
    tables_make(1);
    memcpy(memory + DMAR, "DMBR", 4);
    assert_string_equal(find(), "this machine has no IOMMU (ACPI has no DMAR table)");
    tables_make(1);
    put(XSDT + 44, 0xfffffffffffffff0, 8); /* an unreadable table does not end the search */
    put(XSDT + 36, DMAR, 8);
    seal(XSDT, 52, 9);
    assert_string_equal(find(), "");
}

static void wrong_tables(void **state)
{
    (void)state;
    tables_make(1);
    memory[DMAR + 40]++;
    assert_string_equal(find(), "the DMAR table is damaged");
    tables_make(1);
    put(DMAR + 4, 20000, 4);
    assert_string_equal(find(), "the DMAR table is damaged");
    tables_make(0);
    assert_string_equal(find(), "the DMAR table has no IOMMU");
    tables_make(1);
    tables_seal(47);
    assert_string_equal(find(), "the length of the DMAR table is wrong");
    tables_make(1);
    tables_seal(48 + UNIT_BYTES - 1);
    assert_string_equal(find(), "an entry in the DMAR table has a wrong length");
    tables_make(1);
    tables_seal(48 + 3);
    assert_string_equal(find(), "an entry in the DMAR table has a wrong length");
    tables_make(1);
    put(PARTS + 2, 0, 2);
    tables_seal(48 + UNIT_BYTES);
    assert_string_equal(find(), "an entry in the DMAR table has a wrong length");
    put(PARTS + 2, 15, 2);
    tables_seal(48 + 15);
    assert_string_equal(find(), "an IOMMU's entry in the DMAR table is too short");
}

static const char *with_registers(uint64_t address)
{
    tables_make(1);
    put(PARTS + 8, address, 8);
    tables_seal(48 + UNIT_BYTES);
    return find();
}

static void wrong_units(void **state)
{
    static const char problem[] = "the DMAR table has an IOMMU at an impossible address";

    (void)state;
    assert_string_equal(with_registers(0), problem);
    assert_string_equal(with_registers(0xfed90800), problem);
    assert_string_equal(with_registers(1ull << 40), problem);
    assert_string_equal(with_registers(0xfffffffffffff000), problem);
    assert_string_equal(with_registers((1ull << 40) - 4096), "");
    tables_make(2);
    put(PARTS + UNIT_BYTES + 8, 0xfed90000, 8);
    tables_seal(48 + 2 * UNIT_BYTES);
    assert_string_equal(find(), "the DMAR table has two IOMMUs at one address");
    tables_make(DMAR_UNITS);
    assert_string_equal(find(), "");
    tables_make(DMAR_UNITS + 1);
    assert_string_equal(find(), "this machine has more IOMMUs than can be used");
}

static void other_entries_are_passed(void **state)
{
    (void)state;
    tables_make(2);
    put(PARTS, 1, 2); /* memory that firmware reserves */
    tables_seal(48 + 2 * UNIT_BYTES);
    assert_string_equal(find(), "");
    assert_int_equal(dmar.count, 1);
    put(PARTS, 0xffff, 2);
    tables_seal(48 + 2 * UNIT_BYTES);
    assert_string_equal(find(), "");
    assert_int_equal(dmar.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(units_are_found), cmocka_unit_test(of_old_and_new_firmware),
        cmocka_unit_test(no_pointer),      cmocka_unit_test(wrong_lists),
        cmocka_unit_test(no_table),        cmocka_unit_test(wrong_tables),
        cmocka_unit_test(wrong_units),     cmocka_unit_test(other_entries_are_passed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
