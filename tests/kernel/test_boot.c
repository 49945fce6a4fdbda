/* SPDX-License-Identifier: BSD-2-Clause */
/* Boot on machines with fragmented memory: every page has exactly one owner. */
#include "random.h"
#include "room/pieces.h"
#include "unit.h"

#define MACHINES   2000
#define PAGES      (HOST_RAM / COS_PAGE_SIZE)
#define FIRST_PAGE (WORLD_KERNEL_START / COS_PAGE_SIZE)
/* pages; all pieces of a machine may be smaller, so that large things fit nowhere else, */
#define PIECE_MOST 8
#define MORE_MOST  12 /* or all larger by this much, so that none is used up */

enum { NONE, RAM, KERNEL, IMAGE, FREE }; /* what a page is */

static uint8_t pages[PAGES];

static void mark(uint64_t base, uint64_t end, uint8_t what)
{
    for (uint64_t page = base >> COS_PAGE_SHIFT; page < end >> COS_PAGE_SHIFT; page++) {
        assert_int_equal(pages[page], what == RAM ? NONE : RAM);
        pages[page] = what;
    }
}

/* One piece with kernel and image and some memory behind them, then other pieces. */
static struct evm_pieces machine(void)
{
    struct evm_pieces ram = {0};
    uint64_t page = WORLD_IMAGE_END / COS_PAGE_SIZE + below(2 * PIECE_MOST);
    uint64_t most = 1 + below(PIECE_MOST), more = below(2) * below(MORE_MOST);
    pieces_add(&ram, WORLD_KERNEL_START, page << COS_PAGE_SHIFT);
    for (uint64_t count = 1 + below(EVM_PIECES); ram.count < count; page++) {
        uint64_t from = page + 1 + below(3);
        page = from + 1 + more + below(most);
        pieces_add(&ram, from << COS_PAGE_SHIFT, page << COS_PAGE_SHIFT);
    }
    return ram;
}

/* All memory of the first component is present, free, and its alone. */
static void mark_regions(void)
{
    for (uint64_t slot = WORLD_RAM; slot < WORLD_RAM + COS_BOOT_RAMS; slot++) {
        const struct cap *region = world_cap(slot);
        for (uint64_t i = 0; region && i < region->pages; i++) {
            mark((region->first + i) << COS_PAGE_SHIFT, (region->first + i + 1) << COS_PAGE_SHIFT,
                 FREE);
            assert_int_equal(frames[region->first + i].type, COS_FRAME_FREE);
            assert_int_equal(frames[region->first + i].refs, 0);
        }
    }
}

static void each_page_is_in_one_pair_of_hands(const struct evm_pieces *ram)
{
    memset(pages, NONE, sizeof pages);
    for (uint32_t i = 0; i < ram->count; i++)
        mark(ram->piece[i].base, ram->piece[i].end, RAM);
    mark(WORLD_KERNEL_START, WORLD_IMAGE_START, KERNEL);
    mark(WORLD_IMAGE_START, WORLD_IMAGE_END, IMAGE);
    mark_regions();
    for (uint64_t page = FIRST_PAGE; page < frame_count; page++) {
        if (pages[page] == IMAGE)
            assert_int_equal(frames[page].type, COS_FRAME_FREE); /* the booter may map it */
        if (pages[page] == KERNEL)
            assert_int_equal(frames[page].type, COS_FRAME_KERNEL);
        if (pages[page] == NONE)
            assert_int_equal(frames[page].type, FRAME_DEVICE);
    }
    assert_null(world_inconsistent());
}

static void memory_in_many_pieces(void **state)
{
    unsigned booted = 0;
    (void)state;
    random_seed();
    for (unsigned i = 0; i < MACHINES; i++) {
        struct evm_pieces ram = machine();
        if (!world_boots_on(&ram)) {
            assert_non_null(strstr(world_halted(), "not enough memory"));
            continue;
        }
        booted++;
        each_page_is_in_one_pair_of_hands(&ram);
    }
    assert_true(booted > MACHINES / 2);
}

UNIT_MAIN(cmocka_unit_test(memory_in_many_pieces))
