/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptions of PCI devices: a life of the component `devices` that ends at any write to a
 * device's configuration space leaves the next one all that it needs; and memory of less than a
 * page, beside another device's or not. */
#include <string.h>
#include <sys/mman.h>

#include "iommu.h"
#include "pci.h"
#include "records.h"
#include "small_image.h"
#include "test.h"

#define PARTS  6
#define DRIVER 5
#define PLACE  0x18
#define BESIDE 0x20       /* place of another device */
#define SMALL  0xfe001010 /* memory of 16 bytes */
#define NEVER  ~0u

static const uint32_t masks[PCI_BARS] = {0xfffff000, 0xffffffe0, 0xffffc000,
                                         0xffffffff, 0xfffffff0, 0};
static const uint32_t flags[PCI_BARS] = {0, 1, 4, 0, 0, 0}; /* memory, ports, 64 bits of memory */
static const uint32_t addresses[PCI_BARS] = {0xfe000000, 0xc000, 0x80000000, 0x8, SMALL, 0};

static uint32_t config[COS_PCI_CONFIG / 4];
static uint32_t beside; /* BAR 1 of the other device */
static struct record record;
static struct cos_pci description;
static unsigned writes, last_write; /* of a life, and after which one it ends */
static jmp_buf end_of_life;

/* ---- What it calls ---- */

uint32_t config_read(uint32_t place, unsigned offset)
{
    if (place == BESIDE)
        return offset == BARS + 4 ? beside : 0;
    assert_int_equal(place, PLACE);
    return config[offset / 4];
}

void config_write(uint32_t place, unsigned offset, uint32_t value)
{
    unsigned bar = (offset - BARS) / 4;
    bool is_bar = offset >= BARS && bar < PCI_BARS;

    assert_int_equal(place, PLACE);
    assert_true(!is_bar || !(config[COMMAND / 4] & (COMMAND_IO | COMMAND_MEMORY)));
    config[offset / 4] = is_bar ? (value & masks[bar]) | flags[bar] : value;
    if (writes++ == last_write)
        longjmp(end_of_life, 1);
}

bool pci_next(struct pci_walk *walk)
{
    walk->place = walk->place == 0 ? PLACE : BESIDE;
    walk->header = HEADER_DEVICE;
    return walk->step++ < 2;
}

bool pci_place(uint64_t id, uint64_t index, uint32_t *place)
{
    *place = PLACE;
    return id == DRIVER && index == 0;
}

uint64_t pci_line(uint64_t id, uint64_t index)
{
    (void)id;
    return COS_IRQ_MSI + index;
}

struct record *record_of(uint64_t id, uint64_t index)
{
    assert_int_equal(id, DRIVER);
    assert_int_equal(index, 0);
    return &record;
}

void pci_begin(uint64_t id)
{
    record_of(id, 0)->end = (struct pci_end){0};
}

void pci_quiet(uint64_t id, uint64_t index)
{
    (void)id;
    (void)index;
}

const char *pci_memory_problem(uint64_t id, unsigned index, unsigned bar, uint64_t first,
                               uint64_t bytes)
{
    (void)id;
    (void)index;
    (void)bar;
    (void)first;
    (void)bytes;
    return NULL;
}

const char *pci_ports_problem(uint64_t id, unsigned index, unsigned bar, uint32_t first,
                              uint32_t count)
{
    return pci_memory_problem(id, index, bar, first, count);
}

void iommu_message(uint64_t line, uint64_t *address, uint32_t *data)
{
    *address = line;
    *data = 0;
}

/* ---- Tests ---- */

static int map_memory(void **state)
{
    struct evm_image *head = map_small_image(COS_IMAGE, 1, PARTS, 3584);
    struct cos_start *start = mmap((void *)COS_START, sizeof *start, PROT_READ | PROT_WRITE,
                                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

    (void)state;
    if (head == NULL || start == MAP_FAILED)
        return -1;
    start->ram_start = (uint64_t)&description;
    return 0;
}

static int begin(void **state)
{
    (void)state;
    memset(config, 0, sizeof config);
    for (unsigned i = 0; i < PCI_BARS; i++)
        config[BARS / 4 + i] = addresses[i] | flags[i];
    config[COMMAND / 4] = COMMAND_IO | COMMAND_MEMORY;
    record = (struct record){0};
    beside = 0;
    writes = 0;
    last_write = NEVER;
    return 0;
}

static void check_description(void)
{
    assert_null(pci_describe(DRIVER));
    assert_false(record.end.sizes);
    assert_int_equal(description.bars[0].address, 0xfe000000);
    assert_int_equal(description.bars[0].bytes, 0x1000);
    assert_int_equal(description.ports[1].first, 0xc000);
    assert_int_equal(description.ports[1].count, 0x20);
    assert_int_equal(description.bars[2].address, 0x880000000);
    assert_int_equal(description.bars[2].bytes, 0x4000);
    assert_int_equal(description.bars[4].address, 0xfe001000);
    assert_int_equal(description.bars[4].bytes, 0x1000);
    for (unsigned i = 0; i < PCI_BARS; i++)
        assert_int_equal(config[BARS / 4 + i], addresses[i] | flags[i]);
    assert_int_equal(config[COMMAND / 4], COMMAND_IO | COMMAND_MEMORY);
}

static void undisturbed(void **state)
{
    (void)state;
    check_description();
    assert_true(writes > PCI_BARS);
}

static void ended_at_each_write(void **state)
{
    unsigned all;

    pci_describe(DRIVER);
    all = writes;
    for (unsigned last = 0; last < all; last++) {
        begin(state);
        last_write = last;
        if (setjmp(end_of_life) == 0)
            pci_describe(DRIVER);
        last_write = NEVER;
        pci_restore_bars();
        check_description();
    }
}

static void memory_of_less_than_a_page(void **state)
{
    static const struct {
        uint32_t beside; /* BAR 1 of the other device */
        bool given;
    } cases[] = {{0, true},           {0xfe000ff0, true}, {0xfe002000, true}, {0xfe001011, true},
                 {0xfe001000, false}, {SMALL, false},     {0xfe001ff0, false}};

    (void)state;
    for (unsigned i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        beside = cases[i].beside;
        assert_null(pci_describe(DRIVER));
        assert_int_equal(description.bars[4].bytes, cases[i].given ? 0x1000 : 0);
    }
    beside = 0;
    config[BARS / 4 + 5] = 0xfe001000; /* its own, which would be given twice */
    assert_null(pci_describe(DRIVER));
    assert_int_equal(description.bars[4].bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(undisturbed, begin),
        cmocka_unit_test_setup(ended_at_each_write, begin),
        cmocka_unit_test_setup(memory_of_less_than_a_page, begin),
    };

    return cmocka_run_group_tests_name("describe", tests, map_memory, NULL);
}
