/* SPDX-License-Identifier: BSD-2-Clause */
/* Places of components' memory: components that fit in together do so again after any number of
 * ends and starts. */
#include "common.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "test.h"

#define COUNT   20
#define STEPS   20000
#define PAGES   4096
#define REGIONS 3

static struct cos_boot *const info = (struct cos_boot *)BOOTER_INFO;
static uint64_t needs[COUNT][RUN_KINDS];
static uint8_t taken[REGIONS][PAGES];

/* Starts all at once, as at boot; the machine has exactly the pages that they need. */
static void begin_exactly(void)
{
    memset(runs, 0, sizeof runs);
    info->ram_count = REGIONS;
    for (unsigned i = 0; i < REGIONS; i++)
        info->ram[i].pages = PAGES;
    for (unsigned id = 0; id < COUNT; id++)
        for (unsigned kind = 0; kind < RUN_KINDS; kind++) {
            needs[id][kind] = (uint64_t)(rand() % (rand() % 8 == 0 ? 400 : 40));
            assert_int_equal(run_allocate(&runs[id][kind], needs[id][kind]), 0);
        }
    for (unsigned i = 0; i < REGIONS; i++) {
        uint64_t end = 0;

        for (unsigned r = 0; r < COUNT * RUN_KINDS; r++) {
            const struct run *run = &runs[0][0] + r;

            if (run->ram == i && run->pages != 0 && run->first + run->pages > end)
                end = run->first + run->pages;
        }
        info->ram[i].pages = end;
    }
}

/* No page is in two runs, or outside of memory. */
static void assert_apart(void)
{
    uint64_t free = 0;

    memset(taken, 0, sizeof taken);
    for (unsigned i = 0; i < REGIONS; i++)
        free += info->ram[i].pages;
    for (unsigned r = 0; r < COUNT * RUN_KINDS; r++) {
        const struct run *run = &runs[0][0] + r;

        for (uint32_t page = run->first; page < run->first + run->pages; page++, free--) {
            assert_true(page < info->ram[run->ram].pages);
            assert_int_equal(taken[run->ram][page]++, 0);
        }
    }
    assert_int_equal(frames_free(), free);
}

/* Trims a run: a component's objects take less than the most, and another amount in each life. */
static void trim(struct run *run)
{
    if (run->pages != 0)
        run->pages -= (uint32_t)rand() % run->pages;
}

static void who_fitted_in_does_again(void **state)
{
    (void)state;
    srand(7);
    for (unsigned step = 0; step < STEPS; step++) {
        unsigned id = (unsigned)rand() % COUNT;

        if (step % (STEPS / 10) == 0)
            begin_exactly();
        if (rand() % 2 == 0) {
            run_free(&runs[id][RUN_MEMORY]);
            run_free(&runs[id][RUN_OBJECTS]);
            run_free(&runs[id][RUN_DMA]);
        } else {
            assert_int_equal(run_allocate(&runs[id][RUN_MEMORY], needs[id][RUN_MEMORY]), 0);
            assert_int_equal(run_allocate(&runs[id][RUN_OBJECTS], needs[id][RUN_OBJECTS]), 0);
            assert_int_equal(run_allocate(&runs[id][RUN_DMA], needs[id][RUN_DMA]), 0);
            trim(&runs[id][RUN_OBJECTS]);
        }
        assert_apart();
    }
}

/* A component that finds no other room takes a free home of another one. */
static void homes_are_given_away_in_need(void **state)
{
    (void)state;
    memset(runs, 0, sizeof runs);
    info->ram_count = 1;
    info->ram[0].pages = 100;
    assert_int_equal(run_allocate(&runs[1][RUN_MEMORY], 60), 0);
    run_free(&runs[1][RUN_MEMORY]);
    assert_int_equal(run_allocate(&runs[2][RUN_MEMORY], 30), 0);
    assert_int_equal(runs[2][RUN_MEMORY].first, 60);
    assert_int_equal(run_allocate(&runs[3][RUN_MEMORY], 101), -COS_ENOMEM);
    assert_int_equal(run_allocate(&runs[3][RUN_MEMORY], 50), 0);
    assert_int_equal(run_allocate(&runs[1][RUN_MEMORY], 60), -COS_ENOMEM);
    run_free(&runs[3][RUN_MEMORY]);
    assert_int_equal(run_allocate(&runs[1][RUN_MEMORY], 60), 0);
    assert_int_equal(runs[1][RUN_MEMORY].first, 0);
}

static int map_image(void **state)
{
    struct evm_image *head = mmap((void *)BOOTER_IMAGE, COS_PAGE_SIZE, PROT_READ | PROT_WRITE,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0);

    (void)state;
    if (head == MAP_FAILED ||
        mmap(info, COS_PAGE_SIZE, PROT_READ | PROT_WRITE,
             MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1, 0) != info)
        return -1;
    head->component_count = COUNT;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_fitted_in_does_again),
        cmocka_unit_test(homes_are_given_away_in_need),
    };

    return cmocka_run_group_tests(tests, map_image, NULL);
}
