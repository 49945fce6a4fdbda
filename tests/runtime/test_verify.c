/* SPDX-License-Identifier: BSD-2-Clause */
/* The booter's check of a component's pages: every bit of them, with and without a second copy. */
#include <cos/abi.h>
#include <evm/checksum.h>
#include <stdlib.h>
#include <string.h>

#include "common.h"
#include "mapped.h"
#include "test.h"

#define PAGES    32
#define WRITABLE 3 /* page of the writable segment; text is before it */
#define BLOB     4
#define COPIES   10 /* of text, data, blob */
#define SUMS     31
#define STEPS    64 /* more than it takes */
#define SECOND   5  /* a component that shares all pages with the first, which is 4 */

static struct evm_image *head;
static struct evm_segment *segments;
static struct evm_blob *blobs;
static uint64_t *sums;
static bool stuck; /* writes to memory have no effect */

static char *page_at(uint64_t page)
{
    return (char *)COS_BOOT_IMAGE + page * COS_PAGE_SIZE;
}

int64_t space_repair(uint64_t page, uint64_t from)
{
    if (!stuck)
        memcpy(page_at(page), page_at(from), COS_PAGE_SIZE);
    return 0;
}

uint64_t space_image_address(uint64_t page)
{
    return 0x1000000 + page * COS_PAGE_SIZE;
}

static unsigned checked; /* pages */

/* Time for eight pages. */
bool step_is_over(void)
{
    return ++checked % 8 == 0;
}

static struct evm_segment own; /* the booter's data */

const struct evm_segment *writable_segment(const struct evm_component *c)
{
    return c == component(EVM_BOOTER) ? &own : NULL;
}

static void seal(void)
{
    for (unsigned page = 1; page < SUMS; page++)
        sums[page] = evm_page_sum(page_at(page));
    head->sums_checksum = evm_sum(EVM_SUM_START, sums, EVM_PAGE_WORDS);
    head->checksum = evm_header_sum(head);
}

static void make_image(bool copies)
{
    struct evm_component *parts = (struct evm_component *)(page_at(0) + 256);

    memset(page_at(0), 0, PAGES * COS_PAGE_SIZE);
    *head = (struct evm_image){.magic = EVM_IMAGE_MAGIC,
                               .version = EVM_IMAGE_VERSION,
                               .pages = PAGES,
                               .component_count = 6,
                               .components = 256,
                               .segments = 2560,
                               .blobs = 3200,
                               .header_pages = 1,
                               .sums = SUMS,
                               .sum_pages = 1};
    segments[0] = (struct evm_segment){
        .page = 1, .file_pages = 2, .pages = 2, .copy = copies ? COPIES : 0};
    segments[1] = (struct evm_segment){
        .page = WRITABLE, .file_pages = 1, .pages = 4, .copy = copies ? COPIES + 2 : 0};
    blobs[0] = (struct evm_blob){.page = BLOB, .bytes = 5000, .copy = copies ? COPIES + 3 : 0};
    for (unsigned id = 4; id <= SECOND; id++)
        parts[id] = (struct evm_component){.segment_count = 2, .blob_count = 1};
    for (unsigned i = 0; i < 5 * COS_PAGE_SIZE; i++)
        page_at(1)[i] = (char)rand();
    memcpy(page_at(COPIES), page_at(1), 5 * COS_PAGE_SIZE);
    stuck = false;
    seal();
}

static int map_image(void **state)
{
    char *image = (char *)COS_BOOT_IMAGE;

    (void)state;
    if (!map_boot(PAGES))
        return -1;
    head = (struct evm_image *)image;
    segments = (struct evm_segment *)(image + 2560);
    blobs = (struct evm_blob *)(image + 3200);
    sums = (uint64_t *)page_at(SUMS);
    return 0;
}

static int64_t look(uint64_t id)
{
    int64_t error = BOOTER_MORE;

    for (unsigned i = 0; i < STEPS && error == BOOTER_MORE; i++)
        error = verify(id);
    return error;
}

static void flip(uint64_t page, unsigned bit)
{
    page_at(page)[bit / 8] ^= (char)(1 << bit % 8);
}

static void sound(void **state)
{
    (void)state;
    make_image(false);
    assert_int_equal(look(4), 0);
    assert_int_equal(verify_damage(4), 0);
}

static void every_bit_is_noticed(void **state)
{
    (void)state;
    make_image(false);
    for (uint64_t page = 0; page <= BLOB + 1; page++) {
        for (unsigned bit = 0; bit < COS_PAGE_SIZE * 8; bit += 61) {
            flip(page, bit);
            assert_int_equal(look(4), -COS_EIO);
            assert_int_equal(verify_damage(4), (0x1000000 + page * COS_PAGE_SIZE) | 1);
            flip(page, bit);
        }
    }
    assert_int_equal(look(4), 0);
}

/* One repair helps all that share the page: the next check finds no fault. */
static void repaired_once(void **state)
{
    (void)state;
    make_image(true);
    for (uint64_t page = 1; page <= BLOB + 1; page++) {
        flip(page, 4711);
        assert_int_equal(look(4), 0);
        assert_int_equal(verify_damage(4), (0x1000000 + page * COS_PAGE_SIZE) | 1);
        assert_memory_equal(page_at(page), page_at(page + COPIES - 1), COS_PAGE_SIZE);
        assert_int_equal(look(SECOND), 0);
        assert_int_equal(verify_damage(SECOND), 0);
    }
    flip(1, 0);
    flip(2, 0);
    flip(BLOB, 0);
    assert_int_equal(look(4), 0);
    assert_int_equal(verify_damage(4), (0x1000000 + COS_PAGE_SIZE) | 3);
}

static void both_copies_are_bad(void **state)
{
    (void)state;
    make_image(true);
    flip(2, 1);
    flip(COPIES + 1, 2);
    assert_int_equal(look(4), -COS_EIO);
}

/* A damaged copy does no harm, and neither does a damaged checksum if there is a copy. */
static void what_is_not_needed(void **state)
{
    (void)state;
    make_image(true);
    flip(COPIES + 1, 2);
    assert_int_equal(look(4), 0);
    assert_int_equal(verify_damage(4), 0);
    flip(COPIES + 1, 2);
    sums[2] ^= 1;
    assert_int_equal(look(4), 0);
    assert_int_equal(verify_damage(4), 0);
    sums[2] ^= 1;
    sums[COPIES + 1] ^= 1;
    assert_int_equal(look(4), 0);
    flip(2, 9);
    assert_int_equal(look(4), 0);
    assert_int_equal(verify_damage(4) % COS_PAGE_SIZE, 1);
}

/* But two of them cannot be told from damaged pages. */
static void a_damaged_checksum_condemns_no_page(void **state)
{
    (void)state;
    make_image(false);
    for (unsigned page = 1; page <= BLOB + 1; page++) {
        for (unsigned bit = 0; bit < 64; bit++) {
            sums[page] ^= 1ull << bit;
            assert_int_equal(look(4), 0);
            assert_int_equal(verify_damage(4), 0);
            assert_int_equal(scrub_mend(page), 0);
            flip(page, bit);
            assert_int_equal(look(4), -COS_EIO);
            assert_int_equal(scrub_mend(page), -COS_EIO);
            flip(page, bit);
            sums[page] ^= 1ull << bit;
        }
    }
    sums[1] ^= 1;
    sums[2] ^= 1;
    assert_int_equal(look(4), -COS_EIO);
}

static void memory_that_stays_bad(void **state)
{
    (void)state;
    make_image(true);
    stuck = true;
    flip(1, 7);
    assert_int_equal(look(4), -COS_EIO);
}

/* A step ends when it is time, after any page. */
static void steps_are_bounded(void **state)
{
    unsigned steps = 0;

    (void)state;
    make_image(false);
    segments[0].file_pages = segments[0].pages = 24;
    segments[0].page = 1;
    seal();
    checked = 0;
    for (; verify(4) == BOOTER_MORE; steps++)
        assert_in_range(steps, 0, STEPS);
    assert_int_equal(steps, (1 + 24 + 1 + 2) / 8);
}

/* While components run: each page, and either copy by the other one. */
static void scrubbed(void **state)
{
    (void)state;
    for (unsigned copies = 0; copies < 2; copies++) {
        make_image(copies != 0);
        for (uint64_t page = 1; page < SUMS; page++) {
            bool repairable = copies != 0 && (page <= BLOB + 1 || (page >= COPIES && page < 15));

            assert_true(scrub_sound(page));
            assert_int_equal(scrub_mend(page), 0);
            flip(page, 815);
            assert_false(scrub_sound(page));
            assert_int_equal(scrub_mend(page), repairable ? 1 : -COS_EIO);
            assert_int_equal(scrub_sound(page), repairable);
            if (!repairable)
                flip(page, 815);
        }
    }
}

static void the_booter_changes_its_own(void **state)
{
    (void)state;
    make_image(false);
    own = (struct evm_segment){.page = 20, .file_pages = 1, .pages = 2};
    for (uint64_t page = 19; page <= 22; page++) {
        flip(page, 0);
        assert_int_equal(scrub_sound(page), page == 20 || page == 21);
    }
    own = (struct evm_segment){0};
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scrubbed),
        cmocka_unit_test(the_booter_changes_its_own),
        cmocka_unit_test(sound),
        cmocka_unit_test(every_bit_is_noticed),
        cmocka_unit_test(repaired_once),
        cmocka_unit_test(both_copies_are_bad),
        cmocka_unit_test(what_is_not_needed),
        cmocka_unit_test(a_damaged_checksum_condemns_no_page),
        cmocka_unit_test(memory_that_stays_bad),
        cmocka_unit_test(steps_are_bounded),
    };

    return cmocka_run_group_tests_name("verify", tests, map_image, NULL);
}
