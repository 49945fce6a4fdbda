/* SPDX-License-Identifier: BSD-2-Clause */
/* The IOMMU's context tables: a component's memory is within reach of its own devices only, also of
 * devices that are found after the IOMMU has been turned on. */
#include <string.h>
#include <sys/mman.h>

#include "iommu_state.h"
#include "pci.h"
#include "small_image.h"
#include "test.h"

#define PARTS  6
#define DRIVER 5
#define TABLES (TABLE_CONTEXTS + 8)
#define NODE   0x7000000ull
#define PLACE  (2 << 8 | 3 << 3) /* on bus 2 */

_Static_assert(PLACE >> 8 == 2, "that is how a place is encoded");

static bool is_there;

/* ---- What the tables stand on ---- */

uint64_t window_physical(unsigned page)
{
    return 0x100000 + page * (uint64_t)COS_PAGE_SIZE;
}

uint64_t pci_line(uint64_t id, uint64_t index)
{
    (void)id;
    return COS_IRQ_MSI + index;
}

bool pci_place(uint64_t id, uint64_t index, uint32_t *place)
{
    *place = PLACE + (uint32_t)index;
    return is_there && id == DRIVER && index < 2;
}

bool vtd_forget(struct vtd *unit, uint16_t domain)
{
    (void)domain;
    return unit == &iommu.units[0];
}

bool vtd_forget_interrupts(struct vtd *unit)
{
    return unit == &iommu.units[0];
}

void vtd_write_back(const volatile void *from, uint64_t bytes)
{
    (void)from;
    (void)bytes;
}

bool iommu_is_on(void)
{
    return true;
}

void iommu_let_interrupt(uint64_t line, uint32_t place)
{
    (void)line;
    (void)place;
}

void iommu_take_interrupt(uint64_t line)
{
    (void)line;
}

void iommu_count_anew(uint64_t id)
{
    (void)id;
}

/* ---- Tests ---- */

static uint64_t *entry(unsigned table, unsigned number)
{
    return (uint64_t *)window_table(table) + 2 * number;
}

/* No granted device has been found. */
static int begin(void **state)
{
    (void)state;
    memset(window_table(0), 0, TABLES * COS_PAGE_SIZE);
    for (unsigned bus = 0; bus < 256; bus++)
        entry(TABLE_ROOT, bus)[0] = window_physical(TABLE_EMPTY) | IOMMU_PRESENT;
    iommu.dmar.count = 1;
    iommu.levels = 3;
    iommu.coherent = true;
    is_there = true;
    return 0;
}

static int map_memory(void **state)
{
    struct evm_image *head = map_small_image(COS_IMAGE, 1, PARTS, 3584);
    struct evm_component *parts;

    if (head == NULL ||
        mmap((void *)WORK_TABLES, TABLES * COS_PAGE_SIZE, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) == MAP_FAILED)
        return -1;
    parts = (struct evm_component *)((char *)head + head->components);
    parts[DRIVER].grant_count = 2;
    for (unsigned i = 0; i < 2; i++)
        ((struct evm_grant *)((char *)head + head->grants))[i].type = EVM_GRANT_PCI;
    return begin(state);
}

static void found_late(void **state)
{
    (void)state;
    assert_int_equal(iommu_attach(DRIVER, NODE), 0);
    assert_int_equal(entry(TABLE_ROOT, 2)[0], window_physical(TABLE_CONTEXTS) | IOMMU_PRESENT);
    for (unsigned bus = 0; bus < 256; bus++)
        if (bus != 2)
            assert_int_equal(entry(TABLE_ROOT, bus)[0],
                             window_physical(TABLE_EMPTY) | IOMMU_PRESENT);
    for (unsigned place = 0; place < 256; place++)
        assert_int_equal(entry(TABLE_EMPTY, place)[0], 0);
    for (unsigned i = 0; i < 2; i++) /* both are on that bus */
        assert_int_equal(entry(TABLE_CONTEXTS, (PLACE & 0xff) + i)[0], NODE | IOMMU_PRESENT);
    assert_int_equal(entry(TABLE_CONTEXTS + 1, PLACE & 0xff)[0], 0);
}

static void taken_away(void **state)
{
    (void)state;
    assert_int_equal(iommu_attach(DRIVER, NODE), 0);
    assert_int_equal(iommu_detach(DRIVER, NODE), 0);
    for (unsigned place = 0; place < 256; place++)
        assert_int_equal(entry(TABLE_CONTEXTS, place)[0], 0);
    is_there = false;
    assert_int_equal(iommu_attach(DRIVER, NODE), -COS_ENOENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(found_late, begin),
        cmocka_unit_test_setup(taken_away, begin),
    };

    return cmocka_run_group_tests_name("contexts", tests, map_memory, NULL);
}
