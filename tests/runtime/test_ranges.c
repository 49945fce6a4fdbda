/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices that lie about their addresses: what the booter lets them claim, and what the component
 * `devices` gets. */
#include "ranges.h"

#include <sys/mman.h>

#include "common.h"
#include "small_image.h"
#include "test.h"

#define MIB       0x100000ull
#define PAGES     1
#define FIRST     4 /* component with devices; another follows */
#define PARTS     8
#define DEVICES   3 /* of each of the two */
#define REGISTERS 0xfed90000
#define EXPRESS   0xb0000000

static struct evm_component *parts;
static struct evm_grant *grants; /* those of FIRST, then of the other */
static bool exists;              /* the components do */

bool component_exists(uint64_t id)
{
    return exists && id < PARTS;
}

static int map_memory(void **state)
{
    char *info = mmap((void *)COS_BOOT_INFO, COS_PAGE_SIZE, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);
    struct evm_image *head = map_small_image(COS_BOOT_IMAGE, PAGES, PARTS, 2048);

    (void)state;
    if (info == MAP_FAILED || head == NULL)
        return -1;
    *(struct cos_boot *)info = (struct cos_boot){
        .ram_count = 3, .ram = {{0x1000, 0x9e}, {4 * MIB, 0x7000}, {0x100000000, 0x1000}}};
    parts = (struct evm_component *)((char *)head + head->components);
    grants = (struct evm_grant *)((char *)head + head->grants);
    return 0;
}

/* Both components have some devices, and the second one has one more grant. */
static void make(struct evm_grant more)
{
    for (unsigned i = 0; i < 2 * DEVICES; i++)
        grants[i] = (struct evm_grant){EVM_GRANT_PCI, 0, 0x12345678, i};
    grants[2 * DEVICES] = more;
    parts[FIRST].grant_count = DEVICES;
    parts[FIRST + 1].grant_first = DEVICES;
    parts[FIRST + 1].grant_count = DEVICES + 1;
    exists = false;
}

static enum work_clash claim(unsigned index, uint64_t first, uint64_t bytes)
{
    return range_claim_memory(FIRST, index, 0, first, bytes);
}

static void for_devices(void **state)
{
    (void)state;
    make((struct evm_grant){EVM_GRANT_MMIO, 0, 0xfd000000, 2});
    assert_true(range_for_devices(REGISTERS, 0x1000));
    assert_true(range_for_devices(REGISTERS, 0x1000)); /* in its next life */
    assert_true(range_for_devices(EXPRESS, 0x10000000));
    assert_false(range_for_devices(0x2000000, 0x1000));
    assert_false(range_for_devices(0xfee00000, 0x1000));
    assert_false(range_for_devices(0xf8000000, 0));
    assert_false(range_for_devices(1ull << 40, 0x1000));
    assert_false(range_mmio_clashes(FIRST + 1));
    exists = true;
    assert_false(range_for_devices(0xfd001000, 0x1000)); /* another component has it, */
    exists = false;
    assert_true(range_for_devices(0xfd001000, 0x1000)); /* or will not get it */
    assert_true(range_mmio_clashes(FIRST + 1));
}

static void memory_that_is_not_the_devices(void **state)
{
    (void)state;
    make((struct evm_grant){EVM_GRANT_MMIO, 0, 0xfd800000, 2});
    assert_int_equal(claim(0, 0x2000000, MIB), CLASH_RAM);
    /* kernel and image, between two parts of it */
    assert_int_equal(claim(0, 2 * MIB, MIB), CLASH_RAM);
    assert_int_equal(claim(0, 0x100800000, 0x800000), CLASH_RAM);
    assert_int_equal(claim(0, 0xfec00000, 0x1000), CLASH_RESERVED);
    assert_int_equal(claim(0, 0xfee00000, 0x1000), CLASH_RESERVED);
    assert_int_equal(claim(0, 0xfe000000, 0x1000000), CLASH_RESERVED);
    assert_int_equal(claim(0, 0xfed80000, 0x20000), CLASH_DEVICES);
    assert_int_equal(claim(0, EXPRESS + 0x8000000, 0x1000), CLASH_DEVICES);
    assert_int_equal(claim(0, 0x8000000000, 0x8000001000), CLASH_FAR);
    assert_int_equal(claim(0, UINT64_MAX - 4095, 4096), CLASH_FAR);
    assert_int_equal(claim(0, 0xfd801000, 0x1000), CLASH_GRANTED);
    assert_int_equal(range_claim_memory(FIRST + 1, 0, 0, 0xfd801000, 0x1000), CLASH_NONE);
}

static void memory_of_two_devices(void **state)
{
    unsigned number = (unsigned)message_line(FIRST, 2) - COS_IRQ_MSI;

    (void)state;
    make((struct evm_grant){0});
    assert_int_equal(claim(2, 0xfc000000, 0x4000), CLASH_NONE);
    assert_int_equal(claim(2, 0xfc000000, 0x4000), CLASH_NONE); /* in its next life */
    assert_true(range_has_memory(number, 0, 0xfc000000, 0x4000));
    assert_false(range_has_memory(number, 0, 0xfc000000, 0x5000));
    assert_false(range_has_memory(number, 0, 0xfc001000, 0x4000));
    assert_false(range_has_memory(number, 1, 0xfc000000, 0x4000));
    assert_int_equal(range_claim_memory(FIRST, 2, 1, 0xfc003000, 0x1000), CLASH_GIVEN);
    assert_int_equal(range_claim_memory(FIRST + 1, 2, 0, 0xfc000000, 0x1000), CLASH_GIVEN);
    assert_int_equal(range_claim_memory(FIRST + 1, 2, 0, 0xf8000000, 0x4000000 + 0x1000),
                     CLASH_GIVEN);
    assert_int_equal(range_claim_memory(FIRST + 1, 2, 0, 0xfc004000, 0x4000), CLASH_NONE);
    assert_false(range_for_devices(0xfc007000, 0x1000));
}

static void ports(void **state)
{
    (void)state;
    make((struct evm_grant){EVM_GRANT_PORTS, 0, 0xc100, 0xc10f});
    assert_int_equal(range_claim_ports(FIRST, 0, 0, 0x3f0, 0x10), CLASH_RESERVED);
    assert_int_equal(range_claim_ports(FIRST, 0, 0, 0xc00, 0x400), CLASH_RESERVED);
    assert_int_equal(range_claim_ports(FIRST, 0, 0, 0xc000, 0x20), CLASH_NONE);
    assert_true(range_has_ports((unsigned)message_line(FIRST, 0) - COS_IRQ_MSI, 0, 0xc000, 0x20));
    assert_int_equal(range_claim_ports(FIRST + 1, 1, 3, 0xc010, 0x20), CLASH_GIVEN);
    assert_int_equal(range_claim_ports(FIRST, 1, 0, 0xc10f, 1), CLASH_GRANTED);
    assert_int_equal(range_claim_ports(FIRST, 1, 0, 0xc110, 0x10), CLASH_NONE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(for_devices),
        cmocka_unit_test(memory_that_is_not_the_devices),
        cmocka_unit_test(memory_of_two_devices),
        cmocka_unit_test(ports),
    };

    return cmocka_run_group_tests_name("ranges", tests, map_memory, NULL);
}
