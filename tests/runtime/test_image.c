/* SPDX-License-Identifier: BSD-2-Clause */
/* The booter's check of system images, at the address where the booter sees them: a small sound
 * image, images with a single fault each, and random damage, which may pass or not, but never makes
 * the check read beyond the image. */
#include <evm/reserved.h>

#include "sound_image.h"

#define RANDOM_TRIES 20000

static void a_sound_image(void **state)
{
    (void)state;
    assert_true(accepted());
}

/* Makes one fault in a sound image by `spoil`; the reason must contain `words`. */
#define REFUSED(words, spoil)                   \
    do {                                        \
        make_image(NULL);                       \
        spoil;                                  \
        assert_false(accepted());               \
        assert_non_null(strstr(reason, words)); \
    } while (0)

static void faults_of_the_header(void **state)
{
    (void)state;
    REFUSED("magic number", head->magic++);
    REFUSED("another version", head->version++);
    REFUSED("longer than what was loaded", head->pages++);
    REFUSED("longer than what was loaded", head->header_pages = PAGES + 1);
    REFUSED("number of components", head->component_count = 3);
    REFUSED("number of components", head->component_count = EVM_COMPONENTS + 1);
    REFUSED("place of the components", head->components = COS_PAGE_SIZE - 8);
    REFUSED("place of the segments", head->segments = UINT32_MAX - 7);
    REFUSED("place of the segments", head->segment_count = UINT32_MAX);
    REFUSED("place of the grants", head->grants = 3073);
    REFUSED("place of the blobs", head->blob_count = 1000);
    REFUSED("place of the checksums", head->sums = PAGES);
    REFUSED("place of the checksums", head->sums = head->header_pages);
    REFUSED("place of the checksums", head->sum_pages = UINT32_MAX);
    REFUSED("place of the checksums", head->sum_pages = 0);
    REFUSED("mitigations", head->mitigations = EVM_MITIGATIONS);
    make_image(NULL);
    seal();
    parts[4].priority ^= 1;
    if (setjmp(gave_up) == 0) {
        check_image();
        fail();
    }
    assert_non_null(strstr(reason, "checksum"));
}

static void faults_of_components(void **state)
{
    (void)state;
    REFUSED("name has no end", memset(parts[4].name, 'x', EVM_NAME));
    REFUSED("kind and place", parts[1].kind = EVM_NATIVE);
    REFUSED("kind and place", parts[4].kind = EVM_SCHED);
    REFUSED("priority", parts[4].priority = 256);
    REFUSED("share of the CPU", parts[4].weight = 0);
    REFUSED("share of the CPU", parts[4].weight = SCHED_WEIGHT_MOST + 1);
    REFUSED("share of the CPU", parts[4].budget = 1000);
    REFUSED("share of the CPU", (parts[4].budget = 1000, parts[4].period = 999));
    REFUSED("share of the CPU", (parts[4].budget = 1, parts[4].period = 1000));
    REFUSED("place of its segments", parts[4].segment_first = UINT32_MAX);
    REFUSED("place of its grants", parts[4].grant_count = 3);
    REFUSED("place of its blobs", parts[4].blob_first = 1);
    REFUSED("vCPU page", parts[4].vcpu = 0x404000);
    REFUSED("vCPU page", parts[4].vcpu = 0x402008);
    REFUSED("size of its stack", parts[4].stack_pages = COS_STACK_MOST + 1);
    REFUSED("a thread that does not exist", parts[4].callers[0] = 1ull << PARTS);
    REFUSED("a thread that does not exist", parts[EVM_BOOTER].callers[1] = 1ull << 63);
    REFUSED("place of its symbols", parts[4].symbol_pages = PAGES + 1);
    REFUSED("a blob", blobs[0].bytes = 5 * COS_PAGE_SIZE);
    REFUSED("a blob", blobs[0].bytes = UINT64_MAX);
    REFUSED("a blob", blobs[0].copy = PAGES);
    REFUSED("when it is started again", parts[4].restart.when = EVM_RESTART_WHENS);
    REFUSED("how often it is started again",
            (parts[4].restart = (struct evm_restart){EVM_RESTART_ALWAYS, 1, 1, 0}));
    REFUSED("how often it is started again",
            (parts[4].restart = (struct evm_restart){EVM_RESTART_ALWAYS, 1, 0, 1}));
    REFUSED("how often it is started again",
            (parts[4].restart = (struct evm_restart){EVM_RESTART_ALWAYS, 0, 1, 1}));
    REFUSED("a component that it starts after", parts[4].after = 1ull << PARTS);
    REFUSED("a component that it starts after", parts[4].after = 1ull << 4);
    REFUSED("a component that it starts after", parts[4].after = 1ull << EVM_SUPERVISOR);
    REFUSED("it starts after others, and may not",
            (parts[4].after = 1ull << 5, parts[4].flags |= EVM_DORMANT));
    REFUSED("it starts after others, and may not", parts[EVM_SCHED].after = 1ull << 4);
    REFUSED("no fault gate", parts[EVM_SUPERVISOR].fault_gate = 0);
}

static void faults_of_segments(void **state)
{
    (void)state;
    REFUSED("address of a segment", segments[8].address++);
    REFUSED("address of a segment", segments[9].address = 0x400000);
    REFUSED("address of a segment", segments[8].address = COS_START);
    REFUSED("address of a segment", segments[8].address = COS_STACKS_END - COS_PAGE_SIZE);
    REFUSED("size of a segment", segments[8].pages = 0);
    REFUSED("size of a segment", parts[4].ram_pages = UINT32_MAX);
    REFUSED("pages without contents", segments[8].pages = 2);
    REFUSED("beyond the image's end", segments[8].page = PAGES);
    REFUSED("beyond the image's end", segments[8].copy = PAGES);
    REFUSED("rights of a segment", segments[9].rights |= EVM_SEG_EXEC);
    REFUSED("rights of a segment", segments[8].rights = EVM_SEG_EXEC);
    REFUSED("not the highest", segments[8].rights = EVM_SEG_READ | EVM_SEG_WRITE);
    REFUSED("beyond the program's addresses", segments[9].address = COS_LINKS);
}

static void faults_of_grants(void **state)
{
    (void)state;
    REFUSED("a range of ports", grants[0].b = 0x10000);
    REFUSED("a range of ports", grants[0].a = 0x305);
    REFUSED("a range of device memory", grants[1].a++);
    REFUSED("a range of device memory", grants[1].b = 0);
    REFUSED("a range of device memory", grants[1].b = UINT64_MAX);
    REFUSED("a range of device memory", grants[1].a = EVM_MMIO_END);
    REFUSED("a range of device memory",
            grants[1].b = (EVM_MMIO_END - grants[1].a) / COS_PAGE_SIZE + 1);
    REFUSED("unknown type", grants[0].type = 100);
    REFUSED("entry that does not exist",
            (grants[0] = (struct evm_grant){EVM_GRANT_CALL, 0, PARTS, 0}));
    REFUSED("entry that does not exist", (grants[0] = (struct evm_grant){EVM_GRANT_CALL, 0, 4, 1}));
    REFUSED("does not exist", (grants[0] = (struct evm_grant){EVM_GRANT_SIGNAL, 0, PARTS, 0}));
    REFUSED("slot that is not for it", grants[0].slot = COS_SLOT_FILES);
    REFUSED("slot that is not for it",
            (grants[0] = (struct evm_grant){EVM_GRANT_CALL, COS_SLOT_BOOTER, 4, 0}));
    REFUSED("two grants for one slot",
            (grants[0] = grants[1] = (struct evm_grant){EVM_GRANT_CALL, COS_SLOT_FILES, 4, 0}));
    REFUSED("with itself", (grants[0] = (struct evm_grant){EVM_GRANT_LINK, 0, 4, 1}));
    REFUSED("with a root component",
            (grants[0] = (struct evm_grant){EVM_GRANT_LINK, 0, EVM_CONSOLE, 1}));
    REFUSED("does not exist", (grants[0] = (struct evm_grant){EVM_GRANT_LINK, 0, PARTS, 1}));
}

static bool for_devices(const struct evm_grant *g)
{
    return g->type == EVM_GRANT_PCI || g->type == EVM_GRANT_MMIO;
}

/* The component that handles devices: there is one if, and only if, the image grants any. */
static void the_one_for_devices(void **state)
{
    (void)state;
    make_image(NULL);
    assert_true(accepted());
    REFUSED("lacks the component for them", parts[PARTS - 1].flags = 0);
    REFUSED("grants none", parts[4].grant_count = 1);
    REFUSED("its flags", parts[4].flags |= EVM_DEVICES);
    REFUSED("its flags", parts[EVM_SUPERVISOR].flags = EVM_DEVICES);
    REFUSED("flags of the component for devices", parts[PARTS - 1].flags |= EVM_DORMANT);
    REFUSED("grants or flags", (parts[4].grant_count = 1, parts[PARTS - 1].grant_first = 1,
                                parts[PARTS - 1].grant_count = 1));
    make_image(NULL);
    parts[4].grant_count = 1;
    parts[PARTS - 1].flags = 0;
    assert_true(accepted());
}

/* A component other than a root component gets each entry of the table; a root component may have
 * it. */
static void grants_of_others_things(void **state)
{
    (void)state;
    for (size_t i = 0; i < EVM_RESERVED; i++) {
        const struct evm_reserved *r = &evm_reserved[i];
        bool by_pages = r->type == EVM_GRANT_MMIO;
        uint64_t b = r->type == EVM_GRANT_PORTS ? r->last
                     : by_pages                 ? (r->last - r->first + 1) / COS_PAGE_SIZE
                                                : 0;

        REFUSED("belongs to the kernel", (grants[0] = (struct evm_grant){r->type, 0, r->first, b}));
        REFUSED("belongs to the kernel",
                (grants[0] = (struct evm_grant){r->type, 0, by_pages ? r->last - 4095 : r->last,
                                                by_pages ? 1 : b}));
        make_image(NULL);
        grants[0] = (struct evm_grant){r->type, 0, r->first, b};
        parts[EVM_CONSOLE].grant_count = 1;
        parts[4].grant_count = 0;
        parts[PARTS - 1].flags = for_devices(&grants[0]) ? EVM_DEVICES : 0;
        assert_true(accepted());
    }
}

/* Another component, before it, has the resource of grants[1]; it has grants[0]. */
#define CLAIMED(one, other)                    \
    do {                                       \
        make_image(NULL);                      \
        grants[0] = (struct evm_grant)one;     \
        grants[1] = (struct evm_grant)other;   \
        parts[4].grant_count = 1;              \
        parts[EVM_SUPERVISOR].grant_first = 1; \
        parts[EVM_SUPERVISOR].grant_count = 1; \
        if (!for_devices(&grants[0]))          \
            parts[PARTS - 1].flags = 0;        \
    } while (0)
#define LIST(...)   \
    {               \
        __VA_ARGS__ \
    }

static void grants_of_two(void **state)
{
    (void)state;
    CLAIMED(LIST(EVM_GRANT_PORTS, 0, 0x300, 0x304), LIST(EVM_GRANT_PORTS, 0, 0x304, 0x308));
    assert_false(accepted());
    assert_non_null(strstr(reason, "another component has, too"));
    CLAIMED(LIST(EVM_GRANT_PORTS, 0, 0x300, 0x304), LIST(EVM_GRANT_PORTS, 0, 0x305, 0x308));
    assert_true(accepted());
    CLAIMED(LIST(EVM_GRANT_IRQ, 0, 5, 0), LIST(EVM_GRANT_IRQ, 0, 5, 0));
    assert_false(accepted());
    CLAIMED(LIST(EVM_GRANT_IRQ, 0, 5, 0), LIST(EVM_GRANT_IRQ, 0, 6, 0));
    assert_true(accepted());
    CLAIMED(LIST(EVM_GRANT_MMIO, 0, 0xfebc0000, 4), LIST(EVM_GRANT_MMIO, 0, 0xfebc3000, 4));
    assert_false(accepted());
    CLAIMED(LIST(EVM_GRANT_MMIO, 0, 0xfebc0000, 4), LIST(EVM_GRANT_MMIO, 0, 0xfebc4000, 4));
    assert_true(accepted());
    CLAIMED(LIST(EVM_GRANT_PCI, 0, 0x1af41041, 1), LIST(EVM_GRANT_PCI, 0, 0x1af41041, 1));
    assert_false(accepted());
    CLAIMED(LIST(EVM_GRANT_PCI, 0, 0x1af41041, 1), LIST(EVM_GRANT_PCI, 0, 0x1af41041, 0));
    assert_true(accepted());
}

/* ---- Stacks ---- */

#define STACK_PAGES 2
#define MEMORY_PAGE 100 /* where the component's memory begins */

struct seen_stacks {
    unsigned count;
    struct range range[8];
    uint64_t last_address; /* of all ranges so far */
};

static int64_t note_stack(uint64_t id, const struct range *range, void *context)
{
    struct seen_stacks *seen = context;

    (void)id;
    assert_true(range->address >= seen->last_address);
    seen->last_address = range->address;
    if (range->address >= COS_STACK_AREA && range->address < COS_STACKS_END)
        seen->range[seen->count++] = *range;
    return 0;
}

static void expect_stack(const struct range *range, uint64_t address, uint64_t pages, uint64_t page)
{
    assert_int_equal(range->address, address);
    assert_int_equal(range->pages, pages);
    assert_int_equal(range->page, page);
    assert_int_equal(range->rights, COS_RIGHT_READ | COS_RIGHT_WRITE);
}

/* Behind the segment and the memory of component 4; below each stack is an unmapped page. */
static void stacks_in_address_spaces(void **state)
{
    const uint64_t behind = MEMORY_PAGE + segments[9].pages + parts[4].ram_pages;
    struct seen_stacks seen = {0};

    (void)state;
    parts[4].stack_pages = STACK_PAGES;
    parts[4].callers[0] = 0x15;
    parts[4].callers[1] = 0x10;
    assert_true(accepted());
    runs[4][RUN_MEMORY] = (struct run){.first = MEMORY_PAGE,
                                       .pages = (uint32_t)memory_pages(&parts[4])};
    assert_int_equal(own_pages(&parts[4]), segments[9].pages + parts[4].ram_pages + STACK_PAGES);
    assert_int_equal(memory_pages(&parts[4]), own_pages(&parts[4]) + 4);
    assert_int_equal(space_ranges(4, note_stack, &seen), 0);
    assert_int_equal(seen.count, 5);
    expect_stack(&seen.range[0], COS_STACK_TOP - STACK_PAGES * COS_PAGE_SIZE, STACK_PAGES, behind);
    expect_stack(&seen.range[1], COS_STACK_LOW(0, 0), 1, behind + STACK_PAGES);
    expect_stack(&seen.range[2], COS_STACK_LOW(0, 2), 1, behind + STACK_PAGES + 1);
    expect_stack(&seen.range[3], COS_STACK_LOW(0, 4), 1, behind + STACK_PAGES + 2);
    expect_stack(&seen.range[4], COS_STACK_LOW(1, 4), 1, behind + STACK_PAGES + 3);
    for (unsigned i = 1; i < seen.count; i++)
        assert_true(seen.range[i].address >
                    seen.range[i - 1].address + seen.range[i - 1].pages * COS_PAGE_SIZE);
    assert_int_equal(space_nodes(4), 4); /* none for the stacks */
    memset(runs, 0, sizeof runs);
}

/* A few lie behind the start page, more between the stacks and the program, many above all. */
static void blobs_beside_stacks(void **state)
{
    (void)state;
    blobs[0].bytes = COS_STACK_AREA - COS_START - COS_PAGE_SIZE;
    assert_int_equal(blobs_start(&parts[4]), COS_START + COS_PAGE_SIZE);
    blobs[0].bytes++;
    assert_int_equal(blobs_start(&parts[4]), COS_STACKS_END);
    assert_int_equal(space_nodes(4), 5);
    blobs[0].bytes = 0x400000 - COS_STACKS_END + 1;
    assert_true(blobs_start(&parts[4]) > COS_LINKS);
}

static void random_damage(void **state)
{
    unsigned passed = 0;

    (void)state;
    for (unsigned i = 0; i < RANDOM_TRIES; i++) {
        make_image(NULL);
        for (int n = rand() % 4; n >= 0; n--)
            ((uint8_t *)head)[rand() % 3232] = rand() % 2 ? (uint8_t)rand() : 0xff;
        passed += accepted();
    }
    assert_in_range(passed, 1, RANDOM_TRIES - 1);
}

static void the_one_for_the_watchdog(void **state)
{
    (void)state;
    REFUSED("the board's watchdog", parts[EVM_CONSOLE].flags |= EVM_WATCHDOG);
    REFUSED("the board's watchdog", parts[PARTS - 1].flags |= EVM_WATCHDOG;
            parts[PARTS - 2].flags |= EVM_WATCHDOG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_sound_image, make_image),
        cmocka_unit_test(faults_of_the_header),
        cmocka_unit_test(faults_of_components),
        cmocka_unit_test(faults_of_segments),
        cmocka_unit_test(faults_of_grants),
        cmocka_unit_test(grants_of_others_things),
        cmocka_unit_test(grants_of_two),
        cmocka_unit_test(the_one_for_devices),
        cmocka_unit_test(the_one_for_the_watchdog),
        cmocka_unit_test_setup(stacks_in_address_spaces, make_image),
        cmocka_unit_test_setup(blobs_beside_stacks, make_image),
        cmocka_unit_test(random_damage),
    };

    return cmocka_run_group_tests_name("image", tests, map_image, NULL);
}
