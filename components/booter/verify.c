/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory loses bits. The pages of which a component is made stay in the image, and one bad page
 * would end each of its lives, and those of all components that share the page. So the booter
 * checks them before it makes the component again, until the step is over. It repairs a damaged
 * page in place, for all that share it.
 */
#include "common.h"

#include <cos/abi.h>
#include <cos/string.h>
#include <evm/checksum.h>
#include <stddef.h>

/* A part of the image: the contents of a segment, or a blob. */
struct span {
    uint64_t page, pages, copy;
};

static struct look {
    uint64_t next; /* the pages of the header; then those of all parts */
    uint64_t sum;  /* of the header's pages so far */
    uint64_t first_damage;
    unsigned damaged;
} looks[EVM_COMPONENTS];

static const evm_word *sums(void)
{
    return image_page(image()->sums);
}

static uint64_t sum_of(uint64_t page)
{
    return sums()[page];
}

static bool is_sound(uint64_t page, uint64_t sum)
{
    return evm_page_sum(image_page(page)) == sum;
}

/* Whether the checksum has lost bits, and not the page: with the page's own sum in its place, the
 * checksum of all checksums is right. */
static bool is_sum_damaged(uint64_t page)
{
    evm_word own = evm_page_sum(image_page(page));
    uint64_t words = (uint64_t)image()->sum_pages * EVM_PAGE_WORDS;
    uint64_t sum = evm_sum(EVM_SUM_START, sums(), page);

    sum = evm_sum(sum, &own, 1);
    return evm_sum(sum, sums() + page + 1, words - page - 1) == image()->sums_checksum;
}

/* Finds the component's part of that number. False: there is none. */
static bool span_at(uint64_t id, uint32_t number, struct span *span)
{
    const struct evm_component *c = component(id);

    if (number < c->segment_count) {
        const struct evm_segment *s = segments_of(c) + number;

        *span = (struct span){s->page, s->file_pages, s->copy};
        return true;
    }
    number -= c->segment_count;
    if (number < c->blob_count) {
        const struct evm_blob *b = blobs_of(c) + number;

        *span = (struct span){b->page, pages_of(b->bytes), b->copy};
        return true;
    }
    return false;
}

static void note_damage(struct look *look, uint64_t page)
{
    look->first_damage = look->damaged++ == 0 ? page : look->first_damage;
}

/* Repairs a page by its other copy, 0: there is none. A damaged checksum condemns no page. The copy
 * of the page has a checksum, too; if there is no copy, the one of all checksums tells, which takes
 * longer. Results are those of BOOTER_SCRUB. */
static int64_t mend(uint64_t page, uint64_t copy)
{
    if (is_sound(page, sum_of(page)) || (copy != 0 && is_sound(page, sum_of(copy))))
        return 0;
    if (copy == 0 || !(is_sound(copy, sum_of(page)) || is_sound(copy, sum_of(copy))))
        return is_sum_damaged(page) ? 0 : -COS_EIO;
    if (space_repair(page, copy) != 0 ||
        memcmp(image_page(page), image_page(copy), COS_PAGE_SIZE) != 0)
        return -COS_EIO;
    return 1;
}

static int64_t check_page(struct look *look, uint64_t page, uint64_t copy)
{
    int64_t found = mend(page, copy);

    if (found != 0)
        note_damage(look, page);
    return found < 0 ? found : 0;
}

/* If the header has lost bits, this may be wrong. Then the checksum is wrong, too. */
static uint64_t header_pages(void)
{
    uint64_t pages = image()->header_pages;

    return pages > 0 && pages <= boot_info()->image_pages ? pages : 1;
}

/* Checks the next page of the header. Its checksum counts as 0 in its own place. */
static int64_t check_header(struct look *look, uint64_t page)
{
    static const evm_word zero;
    const evm_word *words = image_page(page);
    uint64_t count = EVM_PAGE_WORDS, field = offsetof(struct evm_image, checksum) / sizeof zero;

    if (page == 0) {
        look->sum = evm_sum(evm_sum(EVM_SUM_START, words, field), &zero, 1);
        words += field + 1;
        count -= field + 1;
    }
    look->sum = evm_sum(look->sum, words, count);
    if (page + 1 < header_pages() || look->sum == image()->checksum)
        return 0;
    note_damage(look, 0);
    return -COS_EIO;
}

/* Checks the page of that number. ENOENT: there is none. */
static int64_t check_number(uint64_t id, struct look *look, uint64_t number)
{
    struct span span;

    if (number < header_pages())
        return check_header(look, number);
    number -= header_pages();
    for (uint32_t i = 0; span_at(id, i, &span); i++) {
        if (number < span.pages)
            return check_page(look, span.page + number, span.copy != 0 ? span.copy + number : 0);
        number -= span.pages;
    }
    return -COS_ENOENT;
}

int64_t verify(uint64_t id)
{
    struct look *look = &looks[id];
    int64_t error;

    if (look->next == 0)
        *look = (struct look){0};
    do
        error = check_number(id, look, look->next++);
    while (error == 0 && !step_is_over());
    if (error == 0)
        return BOOTER_MORE;
    look->next = 0;
    return error == -COS_ENOENT ? 0 : error;
}

uint64_t verify_damage(uint64_t id)
{
    const struct look *look = &looks[id];
    uint64_t count = look->damaged < COS_PAGE_SIZE ? look->damaged : COS_PAGE_SIZE - 1;

    return count == 0 ? 0 : space_image_address(look->first_damage) | count;
}

/* ---- While components run ---- */

/* Returns the other copy of a page, 0: it has none. */
static uint64_t other_copy(uint64_t page)
{
    struct span span;

    for (uint64_t id = 0; id < image()->component_count; id++) {
        for (uint32_t i = 0; span_at(id, i, &span); i++) {
            if (span.copy == 0)
                continue;
            if (page >= span.page && page - span.page < span.pages)
                return span.copy + (page - span.page);
            if (page >= span.copy && page - span.copy < span.pages)
                return span.page + (page - span.copy);
        }
    }
    return 0;
}

/* The booter runs where it has been loaded: its writable pages change. */
static bool is_own(uint64_t page)
{
    const struct evm_segment *rw = writable_segment(component(EVM_BOOTER));

    return rw != NULL && page >= rw->page && page - rw->page < rw->pages;
}

bool scrub_sound(uint64_t page)
{
    return is_own(page) || is_sound(page, sum_of(page));
}

int64_t scrub_mend(uint64_t page)
{
    return mend(page, other_copy(page));
}
