/* SPDX-License-Identifier: BSD-2-Clause */
/* Links of system images: which ones the booter's check refuses, and their places in address
 * spaces. */
#include "sound_image.h"

#define FRIENDS      8 /* more components, for links */
#define FIRST_FRIEND PARTS
#define LAST         (PARTS + FRIENDS - 1)

static struct evm_grant *friend_links;

/* Each friend has eight links with component 4: of one page, two pages, ... */
static int make_links(void **state)
{
    make_image(state);
    head->component_count += FRIENDS;
    head->header_pages = 2;
    head->grants = COS_PAGE_SIZE;
    head->grant_count = FRIENDS * COS_LINKS_EACH;
    parts[4].grant_count = 0;
    parts[PARTS - 1].flags = 0;
    parts[4].flags &= ~EVM_WATCHDOG; /* one may have it */
    friend_links = (struct evm_grant *)((char *)head + COS_PAGE_SIZE);
    for (unsigned i = 0; i < head->grant_count; i++)
        friend_links[i] = (struct evm_grant){EVM_GRANT_LINK, 0, 4, 1 + i % COS_LINKS_EACH};
    for (unsigned id = FIRST_FRIEND; id <= LAST; id++) {
        parts[id] = parts[4];
        parts[id].kind = EVM_NATIVE;
        parts[id].grant_first = (id - FIRST_FRIEND) * COS_LINKS_EACH;
        parts[id].grant_count = COS_LINKS_EACH;
    }
    return 0;
}

/* Adds a link to the array of grants. Returns its number. */
static uint32_t one_more(unsigned peer)
{
    friend_links[head->grant_count] = (struct evm_grant){EVM_GRANT_LINK, 0, peer, 1};
    return head->grant_count++;
}

#define LINKS_REFUSED(words, spoil)             \
    do {                                        \
        make_links(NULL);                       \
        spoil;                                  \
        assert_false(accepted());               \
        assert_non_null(strstr(reason, words)); \
    } while (0)

static void faults_of_links(void **state)
{
    (void)state;
    make_links(NULL);
    assert_true(accepted());
    LINKS_REFUSED("size of a link", friend_links[3].b = 0);
    LINKS_REFUSED("size of a link", friend_links[3].b = COS_LINK_BYTES / COS_PAGE_SIZE + 1);
    LINKS_REFUSED("too many grants",
                  (one_more(FIRST_FRIEND), parts[LAST].grant_count++, friend_links[0].a = LAST));
    LINKS_REFUSED("a link more than",
                  (parts[4].grant_first = one_more(LAST), parts[4].grant_count = 1));
}

struct seen_links {
    unsigned count;
    struct range range[COS_START_LINKS];
};

static int64_t note_link(uint64_t id, const struct range *range, void *context)
{
    struct seen_links *seen = context;

    (void)id;
    if (range->address >= COS_LINKS)
        seen->range[seen->count++] = *range;
    return 0;
}

static void links_in_address_spaces(void **state)
{
    struct seen_links one = {0}, all = {0};
    uint64_t pages = COS_LINKS_EACH * (COS_LINKS_EACH + 1) / 2, free_before = frames_free();

    (void)state;
    for (unsigned id = 0; id <= LAST; id++)
        assert_int_equal(links_allocate(id), 0);
    assert_int_equal(frames_free(), free_before - FRIENDS * pages);
    assert_int_equal(space_ranges(FIRST_FRIEND + 1, note_link, &one), 0);
    assert_int_equal(space_ranges(4, note_link, &all), 0);
    assert_int_equal(one.count, COS_LINKS_EACH);
    assert_int_equal(all.count, FRIENDS * COS_LINKS_EACH);
    assert_memory_equal(one.range, &all.range[COS_LINKS_EACH],
                        sizeof one.range[0] * COS_LINKS_EACH);
    for (unsigned i = 0; i < all.count; i++) {
        const struct range *r = &all.range[i];

        assert_int_equal(r->address,
                         COS_LINK_ADDRESS(FIRST_FRIEND + i / COS_LINKS_EACH, i % COS_LINKS_EACH));
        assert_int_equal(r->pages, 1 + i % COS_LINKS_EACH);
        assert_int_equal(r->rights, COS_RIGHT_READ | COS_RIGHT_WRITE);
        assert_int_equal(r->page, i == 0 ? 0 : r[-1].page + r[-1].pages);
    }
    /* Two levels above the links and a leaf for each; four nodes for start
     * page, program and data. */
    assert_int_equal(space_nodes(4), 4 + 2 + FRIENDS * COS_LINKS_EACH);
    assert_int_equal(space_nodes(LAST), 4 + 2 + COS_LINKS_EACH);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(faults_of_links),
        cmocka_unit_test_setup(links_in_address_spaces, make_links),
    };

    return cmocka_run_group_tests_name("image links", tests, map_image, NULL);
}
