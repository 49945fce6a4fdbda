/* SPDX-License-Identifier: BSD-2-Clause */
/* The CPU of a running machine, as the tool sees it: registers, page tables, code that loops. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "target.h"

#define TABLE(n)  (0x1000ull * (n))
#define PRESENT   1
#define WRITE     2
#define USER      4
#define LARGE     0x80
#define NX        (1ull << 63)
#define ALL       (PRESENT | WRITE | USER)
#define ADDRESS   0x400123
#define LEAF(n)   (TABLE(4) + 8 * (n))
#define REGISTERS 220 /* bytes of an answer that are looked at */

static uint64_t memory[0x5000 / 8];

static bool read_memory(void *unused, uint64_t physical, void *bytes, size_t size)
{
    (void)unused;
    if (physical > sizeof(memory) - size)
        return false;
    memcpy(bytes, (char *)memory + physical, size);
    return true;
}

static void set(uint64_t physical, uint64_t entry)
{
    memory[physical / 8] = entry;
}

static bool walk(struct target_mapping *mapping)
{
    return target_walk(TABLE(1), ADDRESS, read_memory, NULL, mapping);
}

static int make_tables(void **state)
{
    (void)state;
    memset(memory, 0, sizeof(memory));
    set(TABLE(1), TABLE(2) | ALL);
    set(TABLE(2), TABLE(3) | ALL);
    set(TABLE(3) + 8 * 2, TABLE(4) | ALL);
    set(LEAF(0), 0x7000 | ALL);
    return 0;
}

static void test_walk(void **state)
{
    struct target_mapping mapping;

    (void)state;
    assert_true(walk(&mapping));
    assert_int_equal(mapping.physical, 0x7123);
    assert_true(mapping.write && mapping.execute);
    set(LEAF(0), 0x7000 | PRESENT | USER | NX);
    assert_true(walk(&mapping));
    assert_false(mapping.write || mapping.execute);
    set(LEAF(0), 0x7000 | ALL);
    set(TABLE(2), TABLE(3) | PRESENT | USER); /* rights of all levels count */
    assert_true(walk(&mapping));
    assert_false(mapping.write);
    set(TABLE(3) + 8 * 2, 0x800000 | ALL | LARGE);
    assert_true(walk(&mapping));
    assert_int_equal(mapping.physical, 0x800123);
}

static void test_walk_nothing(void **state)
{
    struct target_mapping mapping;

    (void)state;
    set(LEAF(0), 0x7000 | PRESENT | WRITE); /* the kernel's */
    assert_false(walk(&mapping));
    set(LEAF(0), 0x7000 | USER | WRITE);
    assert_false(walk(&mapping));
    set(TABLE(1), 0x100000 | ALL); /* the table cannot be read */
    assert_false(walk(&mapping));
}

static void test_registers(void **state)
{
    char hex[2 * REGISTERS + 1];
    struct target_cpu cpu;

    (void)state;
    memset(hex, '0', 2 * REGISTERS);
    hex[2 * REGISTERS] = 0;
    memcpy(hex + 2 * 7 * 8, "f8ff0f", 6); /* the stack pointer */
    memcpy(hex + 2 * 128, "80044000", 8); /* the program counter */
    memcpy(hex + 2 * 140, "33", 2);       /* CS: user */
    memcpy(hex + 2 * 204, "0340150000000080", 16);
    assert_true(target_cpu_read(hex, &cpu));
    assert_int_equal(cpu.sp, 0xffff8);
    assert_int_equal(cpu.pc, 0x400480);
    assert_int_equal(cpu.root, 0x154000);
    assert_true(cpu.user);
    hex[100] = 'x';
    assert_false(target_cpu_read(hex, &cpu));
    hex[100] = 0;
    assert_false(target_cpu_read(hex, &cpu));
    assert_false(target_cpu_read("", &cpu));
    assert_false(target_cpu_read("E01", &cpu));
}

static void test_spin(void **state)
{
    static const unsigned char code[] = {0x90, 0xff, 0xe2, 0x90, 0xeb, 0xfe, 0xff};
    struct target_spin spin;

    (void)state;
    assert_true(target_find_spin(code, sizeof(code), 0, &spin));
    assert_int_equal(spin.offset, 1);
    assert_string_equal(target_register_names[spin.general], "rdx");
    assert_true(target_find_spin(code, sizeof(code), 2, &spin));
    assert_int_equal(spin.offset, 4);
    assert_int_equal(spin.general, TARGET_GENERAL);
    assert_false(target_find_spin(code, sizeof(code), 5, &spin));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_walk, make_tables),
        cmocka_unit_test_setup(test_walk_nothing, make_tables),
        cmocka_unit_test(test_registers),
        cmocka_unit_test(test_spin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
