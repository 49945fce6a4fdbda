/* SPDX-License-Identifier: BSD-2-Clause */
/* The allocator against a model that knows what is given out and fills it: nothing
 * overlaps, all comes back. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "test.h"

#define PAGES 512
#define LIVE  400
#define STEPS 100000

static _Alignas(65536) unsigned char ram[PAGES * MEMORY_PAGE];
static jmp_buf broken;
static bool broken_expected;

struct live {
    unsigned char *memory;
    size_t bytes;
    unsigned char fill;
};

_Noreturn void memory_broken(const void *memory)
{
    if (!broken_expected)
        fail_msg("memory_broken(%p)", memory);
    longjmp(broken, 1);
}

static bool put_breaks(void *memory, size_t bytes)
{
    broken_expected = true;
    if (setjmp(broken) != 0) {
        broken_expected = false;
        return true;
    }
    memory_put(memory, bytes);
    broken_expected = false;
    return false;
}

static size_t used(void)
{
    struct memory_usage usage;

    memory_usage(&usage);
    assert_in_range(usage.used_pages, 1, usage.peak_pages);
    assert_in_range(usage.peak_pages, 1, usage.pages);
    assert_true(usage.piece_bytes <= usage.piece_pages * MEMORY_PAGE);
    return usage.used_pages;
}

static size_t some_bytes(void)
{
    switch (random() % 4) {
    case 0:
        return MEMORY_PAGE;
    case 1:
        return (size_t)(random() % (20 * MEMORY_PAGE));
    default:
        return (size_t)(random() % 2100);
    }
}

static void take(struct live *live)
{
    size_t align = random() % 3 == 0 ? (size_t)1 << random() % 16 : 0;

    live->bytes = some_bytes();
    live->memory = memory_get(live->bytes, align);
    if (live->memory == NULL)
        return;
    live->fill = (unsigned char)random();
    memset(live->memory, live->fill, live->bytes);
    assert_true(live->memory >= ram && live->memory + live->bytes <= ram + sizeof(ram));
    assert_int_equal((uintptr_t)live->memory % (align > MEMORY_ALIGN ? align : MEMORY_ALIGN), 0);
}

static void give(struct live *live)
{
    for (size_t i = 0; i < live->bytes; i++)
        assert_int_equal(live->memory[i], live->fill);
    memset(live->memory, 0xee, live->bytes);
    memory_put(live->memory, live->bytes);
    live->memory = NULL;
}

static void random_sizes(void **state)
{
    static struct live live[LIVE];
    size_t refused = 0;

    (void)state;
    srandom(1);
    for (unsigned step = 0; step < STEPS; step++) {
        struct live *one = &live[random() % LIVE];

        if (one->memory != NULL) {
            give(one);
        } else {
            take(one);
            refused += one->memory == NULL;
        }
        if (step % 1000 == 0)
            used();
    }
    assert_in_range(refused, 1, STEPS / 2);
    for (unsigned i = 0; i < LIVE; i++)
        if (live[i].memory != NULL)
            give(&live[i]);
}

/* After that, all but one page for each size of pieces is in one run again. */
static void all_comes_back(void **state)
{
    size_t left = PAGES - used();
    void *page[PAGES];
    size_t count = 0;

    (void)state;
    assert_true(left >= PAGES - 2 - 13);
    while (count < PAGES && (page[count] = memory_get(MEMORY_PAGE, MEMORY_PAGE)) != NULL)
        count++;
    assert_int_equal(count, left);
    assert_int_equal(used(), PAGES);
    assert_null(memory_get(MEMORY_PAGE, 0));
    while (count > 0)
        memory_put(page[--count], MEMORY_PAGE);
    assert_int_equal(PAGES - used(), left);
}

/* Blocks that grow in turn, by moving, as files of the rump kernel's root do, while single pages
 * are taken and kept: these lie out of the way, so that three fifths are in use before there is no
 * place to move to. */
static void growing_blocks(void **state)
{
    size_t bytes[2] = {0}, pages = 0;
    void *block[2] = {NULL}, *page[PAGES], *larger;

    (void)state;
    for (unsigned i = 0; (larger = memory_get(bytes[i] + MEMORY_PAGE, 0)) != NULL; i = !i) {
        memory_put(block[i], bytes[i]);
        block[i] = larger;
        bytes[i] += MEMORY_PAGE;
        page[pages] = memory_get(MEMORY_PAGE, MEMORY_PAGE);
        pages += page[pages] != NULL;
    }
    assert_in_range(used(), PAGES * 3 / 5, PAGES);
    memory_put(block[0], bytes[0]);
    memory_put(block[1], bytes[1]);
    while (pages > 0)
        memory_put(page[--pages], MEMORY_PAGE);
}

static void impossible_sizes(void **state)
{
    (void)state;
    assert_null(memory_get(SIZE_MAX, 0));
    assert_null(memory_get(SIZE_MAX - MEMORY_PAGE, MEMORY_PAGE));
    assert_null(memory_get(sizeof(ram), 0));
    assert_null(memory_get(1, (size_t)1 << 62));
    memory_put(NULL, 64);
}

static void wrong_addresses(void **state)
{
    unsigned char *run = memory_get(3 * MEMORY_PAGE, 0), *piece = memory_get(64, 0);

    (void)state;
    assert_true(put_breaks(&broken, 64));
    assert_true(put_breaks(run + MEMORY_PAGE, MEMORY_PAGE));
    assert_true(put_breaks(run, MEMORY_PAGE));
    assert_true(put_breaks(piece, 65));
    memory_put(piece, 64);
    memory_put(run, 3 * MEMORY_PAGE);
    assert_true(put_breaks(run, 3 * MEMORY_PAGE));
    assert_true(put_breaks(piece, 64));
    assert_true(put_breaks(ram, MEMORY_PAGE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growing_blocks), /* in memory that is all of a piece */
        cmocka_unit_test(random_sizes),     cmocka_unit_test(all_comes_back),
        cmocka_unit_test(impossible_sizes), cmocka_unit_test(wrong_addresses),
    };

    memory_start(ram, PAGES);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
