/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of memory against a map of pages: after additions and removals in any order, overlapping
 * or not, both agree. */
#include "room/pieces.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

#define PAGES 256
#define STEPS 20000

static struct evm_pieces pieces;
static bool there[PAGES];

static void mark(uint64_t base, uint64_t end, bool present)
{
    for (uint64_t page = base / EVM_PAGE; page < end / EVM_PAGE; page++)
        there[page] = present;
}

/* Pieces ascend, with gaps between, and hold exactly the pages of the map. */
static void assert_same(void)
{
    bool seen[PAGES] = {0};

    for (uint32_t i = 0; i < pieces.count; i++) {
        assert_true(pieces.piece[i].base < pieces.piece[i].end);
        assert_true(i == 0 || pieces.piece[i - 1].end < pieces.piece[i].base);
        for (uint64_t page = pieces.piece[i].base / EVM_PAGE; page < pieces.piece[i].end / EVM_PAGE;
             page++)
            seen[page] = true;
    }
    assert_memory_equal(seen, there, sizeof seen);
}

static void any_order(void **state)
{
    (void)state;
    srand(12);
    for (unsigned step = 0; step < STEPS; step++) {
        uint64_t base = (uint64_t)(1 + rand() % (PAGES - 16)) * EVM_PAGE,
                 end = base + (uint64_t)(1 + rand() % 15) * EVM_PAGE;
        bool add = rand() % 2;

        if (add && pieces.count == EVM_PIECES)
            continue;
        if (add)
            pieces_add(&pieces, base, end);
        else if (pieces.count < EVM_PIECES)
            pieces_take(&pieces, base, end);
        else
            pieces_take(&pieces, base = EVM_PAGE, end = (PAGES - 1) * EVM_PAGE);
        mark(base, end, add);
        assert_same();
        assert_int_equal(pieces_have(&pieces, base, end), add);
    }
}

/* Takes the smallest piece that is large enough, below the limit. */
static void best_fit(void **state)
{
    struct evm_pieces p = {0};

    (void)state;
    pieces_add(&p, 0x100000, 0x200000);
    pieces_add(&p, 0x1000, 0x9f000);
    pieces_add(&p, 0x100000000, 0x100010000);
    assert_int_equal(pieces_fit(&p, 0x2000, EVM_RAM_END), 0x100000000);
    assert_int_equal(pieces_fit(&p, 0x2000, EVM_NODE_SPAN), 0x1000);
    assert_int_equal(pieces_fit(&p, 0xa0000, EVM_NODE_SPAN), 0x100000);
    assert_int_equal(pieces_fit(&p, 0x1000000, EVM_RAM_END), 0);
    assert_int_equal(pieces_bytes(&p), 0x60000 + 0x9c000 + 0xe000);
}

/* The smallest pieces are left out, whenever they are added. */
static void too_many(void **state)
{
    struct evm_pieces p = {0};

    (void)state;
    for (uint64_t i = 1; i <= EVM_PIECES; i++)
        pieces_add(&p, i << 20, (i << 20) + 2 * EVM_PAGE);
    pieces_add(&p, 0x80000000, 0x80001000);
    assert_false(pieces_have(&p, 0x80000000, 0x80001000));
    pieces_add(&p, 0x90000000, 0x90008000);
    assert_true(pieces_have(&p, 0x90000000, 0x90008000));
    assert_int_equal(p.count, EVM_PIECES);
    pieces_take(&p, 0x90003000, 0x90004000);
    assert_int_equal(p.count, EVM_PIECES);
    assert_true(pieces_have(&p, 0x90004000, 0x90008000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_order),
        cmocka_unit_test(best_fit),
        cmocka_unit_test(too_many),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
