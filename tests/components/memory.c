/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory by capability: mapping and its limits, kernel objects in donated frames, reclaiming them,
 * revocation, and page tables and capability tables that a component builds for itself from its own
 * memory. */
#include <cos/abi.h>
#include <cos/string.h>

#include "check.h"
#include "domain.h"

#define FAR_ADDRESS 0x123400000000 /* nothing is mapped near it */
#define READ_WRITE  (COS_RIGHT_READ | COS_RIGHT_WRITE)
#define READ_EXEC   (COS_RIGHT_READ | COS_RIGHT_EXEC)

static uint64_t first; /* of 16 pages for this test */

static int64_t map_own(uint64_t address, uint64_t page, uint64_t rights)
{
    return cos_map(COS_SLOT_PT, address, COS_SLOT_REGION, page, rights, 1);
}

static void check_map(void)
{
    volatile uint64_t *window = page_address(first);
    uint64_t value;

    check_result(map_own((uint64_t)window, first, READ_WRITE), 1, "map a page");
    *window = 42;
    check_result(cos_peek(COS_SLOT_PT, (uint64_t)window, &value), 0, "peek at it");
    check_result(value, 42, "and find the written word");
    check_result(map_own((uint64_t)window, first + 1, READ_WRITE), 1,
                 "map another one in its place");
    *window = 43;
    check_result(map_own((uint64_t)window, first, READ_WRITE), 1, "map the first one again");
    check_result(*window, 42, "stale translations are gone: its content is back");
    check_result(cos_region_info(COS_SLOT_REGION, first).v1, 1, "it counts as mapped once");
    check_result(cos_make_endpoints(COS_SLOT_REGION, first, slot_take()), -COS_EBUSY,
                 "a mapped page cannot become a kernel object");
    check_result(cos_reclaim(COS_SLOT_REGION, first, 0), -COS_EBUSY, "nor be reclaimed");
    check_result(cos_zero(COS_SLOT_REGION, first), 0, "but zeroed");
    check_result(*window, 0, "which shows at once");
    check_result(cos_unmap(COS_SLOT_PT, (uint64_t)window, 1), 1, "unmap it");
    check_result(cos_unmap(COS_SLOT_PT, (uint64_t)window, 1), 0,
                 "a second time nothing is unmapped");
    check_result(cos_peek(COS_SLOT_PT, (uint64_t)window, &value), -COS_ENOENT,
                 "nothing to peek at there");
    check_result(cos_region_info(COS_SLOT_REGION, first).v1, 0, "it counts as not mapped");
}

static void check_arguments(void)
{
    const uint64_t address = (uint64_t)page_address(first),
                   pages = cos_cap_info(COS_SLOT_REGION).v1;

    check_result(map_own(address + 8, first, READ_WRITE), -COS_EINVAL, "an address within a page");
    check_result(map_own(COS_USER_TOP, first, READ_WRITE), -COS_EINVAL,
                 "an address beyond user memory");
    check_result(map_own(0xffff800000000000, first, READ_WRITE), -COS_EINVAL,
                 "an address of the kernel");
    check_result(map_own(0x8000000000000000, first, READ_WRITE), -COS_EINVAL,
                 "a non-canonical address");
    check_result(map_own(address, pages, READ_WRITE), -COS_EINVAL, "a page behind the region");
    check_result(map_own(address, ~0ul, READ_WRITE), -COS_EINVAL,
                 "a page number that wraps around");
    check_result(map_own(address, first, COS_RIGHT_ALL), -COS_EINVAL,
                 "rights that mapping does not know");
    check_result(map_own(address, first, READ_WRITE | COS_RIGHT_EXEC), -COS_EINVAL,
                 "writable and executable at once");
    check_result(map_own(address, first, COS_RIGHT_WRITE), -COS_EINVAL,
                 "writable but not readable");
    check_result(cos_map(COS_SLOT_PT, address, COS_SLOT_REGION, first, READ_WRITE, 0), -COS_EINVAL,
                 "no page at all");
    check_result(
        cos_map(COS_SLOT_PT, address, COS_SLOT_REGION, first, READ_WRITE, COS_MAP_BATCH + 1),
        -COS_EINVAL, "more pages than a batch");
    check_result(
        cos_map(COS_SLOT_PT, COS_USER_TOP - COS_PAGE_SIZE, COS_SLOT_REGION, first, READ_WRITE, 2),
        -COS_EINVAL, "a batch across the end of user memory");
    check_result(map_own(FAR_ADDRESS, first, READ_WRITE), -COS_ENOENT,
                 "a page table node is missing");
}

static void check_derive(void)
{
    const uint64_t address = (uint64_t)page_address(first), part = slot_take(), bound = slot_take(),
                   object = slot_take();

    check_result(cos_region_derive(COS_SLOT_REGION, first, 2, COS_RIGHT_READ, part, 0), 0,
                 "a read-only part of two pages");
    check_result(cos_cap_info(part).v1, 2, "it has two pages");
    check_result(cos_map(COS_SLOT_PT, address, part, 0, READ_WRITE, 1), -COS_EDENIED,
                 "which cannot be mapped writable");
    check_result(cos_map(COS_SLOT_PT, address, part, 0, READ_EXEC, 1), -COS_EDENIED,
                 "nor executable");
    check_result(cos_map(COS_SLOT_PT, address, part, 2, COS_RIGHT_READ, 1), -COS_EINVAL,
                 "nor beyond its end");
    check_result(cos_region_derive(part, 0, 3, COS_RIGHT_READ, slot_take(), 0), -COS_EINVAL,
                 "a part is not larger");
    check_result(cos_region_derive(part, 0, 1, COS_RIGHT_ALL, slot_take(), 0), 0,
                 "a part of the part with all rights");
    check_result(cos_region_derive(COS_SLOT_REGION, 0, 1, COS_RIGHT_READ, part, 0), -COS_EEXIST,
                 "the slot is taken");
    check_result(cos_make_endpoints(COS_SLOT_REGION, first + 2, object), 0, "an object");
    check_result(cos_region_derive(COS_SLOT_REGION, first, 1, COS_RIGHT_ALL, bound, object),
                 -COS_EINVAL,
                 "all memory depends on the component's life, no part of it on another");
    check_result(cos_reclaim(COS_SLOT_REGION, first + 2, 0), 0, "the object ends");
    check_result(cos_cap_info(object).result, COS_CAP_NONE, "and the capability to it");
}

/* Makes each kernel object in a frame: the frame is refused for all else until it is reclaimed, and
 * zeroed then. */
static void check_objects(void)
{
    const uint64_t address = (uint64_t)page_address(first + 3), page = first + 3;
    volatile uint64_t *window = page_address(page);
    bool zero = true;

    for (unsigned kind = 0; kind < 4; kind++) {
        static const char *const names[] = {"page table", "component", "thread", "endpoints"};
        uint64_t slot = slot_take();
        int64_t error = kind == 0   ? cos_make_pagetable(COS_SLOT_REGION, page, slot, 0)
                        : kind == 1 ? cos_make_comp(COS_SLOT_REGION, page, slot, COS_SLOT_PT, 0, 1)
                        : kind == 2 ? cos_make_thread(COS_SLOT_REGION, page, slot, COS_SLOT_COMP,
                                                      0x400000, 1, 0)
                                    : cos_make_endpoints(COS_SLOT_REGION, page, slot);

        check_result(error, 0, "a %s in a donated frame", names[kind]);
        check(cos_region_info(COS_SLOT_REGION, page).v0 != COS_FRAME_FREE,
              "its frame is the kernel's");
        check_result(map_own(address, page, COS_RIGHT_READ), -COS_EINVAL, "it cannot be mapped");
        check_result(cos_zero(COS_SLOT_REGION, page), -COS_EBUSY, "nor zeroed");
        check_result(cos_make_endpoints(COS_SLOT_REGION, page, slot_take()), -COS_EBUSY,
                     "nor be another object");
        check_result(cos_reclaim(COS_SLOT_REGION, page, 0), 0, "reclaim it");
        check_result(cos_cap_info(slot).result, COS_CAP_NONE, "the capability to it is void");
        check_result(map_own(address, page, READ_WRITE), 1, "the frame can be mapped again");
        for (unsigned i = 0; i < COS_PAGE_SIZE / 8; i++)
            zero &= window[i] == 0;
        check(zero, "nothing of the kernel is left in it");
        memset((void *)window, 0xa5, COS_PAGE_SIZE);
        cos_unmap(COS_SLOT_PT, address, 1);
    }
    check_result(cos_reclaim(COS_SLOT_REGION, page, 0), 0, "reclaiming a free frame is no error");
}

static void check_pagetable(void)
{
    const uint64_t root = slot_take(), page = first + 4;
    uint64_t value;

    check_result(cos_make_pagetable(COS_SLOT_REGION, page, root, 1), 0, "a page table for clients");
    for (int level = 3; level >= 1; level--)
        check_result(cos_pt_grow(root, FAR_ADDRESS, COS_SLOT_REGION, page + 4 - level), level,
                     "its node of level %d", level);
    check_result(cos_pt_grow(root, FAR_ADDRESS, COS_SLOT_REGION, page + 4), -COS_EEXIST,
                 "no node is missing then");
    check_result(
        cos_map(root, FAR_ADDRESS, COS_SLOT_REGION, page + 4, READ_WRITE | COS_RIGHT_EXEC, 1), 1,
        "clients may have pages that are writable and executable");
    check_result(cos_peek(root, FAR_ADDRESS, &value), 0, "peek in another page table");
    check_result(cos_reclaim(COS_SLOT_REGION, page + 4, 0), -COS_EBUSY,
                 "a page mapped there is in use");
    check_result(cos_reclaim(COS_SLOT_REGION, page + 3, 0), 0, "take the lowest node back");
    check_result(cos_region_info(COS_SLOT_REGION, page + 4).v1, 0, "its mappings are gone");
    check_result(cos_map(root, FAR_ADDRESS, COS_SLOT_REGION, page + 4, COS_RIGHT_READ, 1),
                 -COS_ENOENT, "and its place empty");
    check_result(cos_make_comp(COS_SLOT_REGION, page + 5, slot_take(), root, 0, 1), -COS_EINVAL,
                 "a client's page table makes no component");
    check_result(cos_reclaim(COS_SLOT_REGION, page, 0), 0, "take the root back");
    check_result(cos_reclaim(COS_SLOT_REGION, page + 1, 0), 0,
                 "and a node that has lost its parent");
    check_result(cos_reclaim(COS_SLOT_REGION, page + 2, 0), 0, "and the last one");
    check_result(cos_unmap(root, FAR_ADDRESS, 1), -COS_EDENIED, "the capability is void");
}

static void check_table(void)
{
    const uint64_t far_slot = COS_SLOTS - 1, page = first + 10, slot = slot_take(),
                   copy = slot_take();

    check_result(cos_cap_copy(COS_SLOT_ENDPOINT, COS_SLOT_COMP, far_slot, COS_RIGHT_ALL, 1),
                 -COS_ENOENT, "no node for the last slot");
    check_result(cos_cap_grow(COS_SLOT_COMP, far_slot, COS_SLOT_REGION, page), 0, "donate one");
    check_result(cos_cap_grow(COS_SLOT_COMP, far_slot, COS_SLOT_REGION, page + 1), -COS_EEXIST,
                 "not twice");
    check_result(cos_cap_grow(COS_SLOT_COMP, COS_SLOTS, COS_SLOT_REGION, page + 1), -COS_EINVAL,
                 "not beyond the table");
    check_result(
        cos_cap_copy(COS_SLOT_ENDPOINT, COS_SLOT_COMP, far_slot, COS_RIGHT_SIGNAL, COS_EVENT_OWN),
        0, "use it");
    check_result(cos_cap_info(far_slot).v0, COS_RIGHT_SIGNAL, "the copy has the rights asked for");
    check_result(cos_cap_copy(far_slot, COS_SLOT_COMP, far_slot - 1, COS_RIGHT_ALL, ~0u), 0,
                 "copy the copy");
    check_result(cos_cap_info(far_slot - 1).v0, COS_RIGHT_SIGNAL, "rights do not grow");
    check_result(cos_cap_copy(COS_SLOT_ENDPOINT, COS_SLOT_COMP, 0, COS_RIGHT_ALL, 1), -COS_ENOENT,
                 "slot 0 stays empty");
    check_result(cos_reclaim(COS_SLOT_REGION, page, 0), 0, "take the node back");
    check_result(cos_cap_info(far_slot).result, COS_CAP_NONE, "its capabilities are gone");
    check_result(cos_signal(far_slot), -COS_EDENIED, "and refused");

    check_result(cos_make_endpoints(COS_SLOT_REGION, page, slot), 0, "an endpoint page");
    check_result(cos_cap_copy(slot, COS_SLOT_COMP, copy, COS_RIGHT_ALL, ~0u), 0, "copied");
    check_result(cos_revoke(slot), 0, "revoked");
    check_result(cos_cap_info(copy).result, COS_CAP_NONE, "the copy is void");
    check_result(cos_cap_info(slot).result, COS_CAP_ENDPOINT, "the revoker's own is not");
    check_result(cos_cap_drop(COS_SLOT_COMP, slot), 0, "dropped");
    check_result(cos_cap_drop(COS_SLOT_COMP, slot), 0, "dropping an empty slot is no error");
    check_result(cos_reclaim(COS_SLOT_REGION, page, 0), 0,
                 "the frame can be reclaimed without a capability to it");
}

int main(const struct cos_start *start)
{
    (void)start;
    first = pages_take(16);
    check_map();
    check_arguments();
    check_derive();
    check_objects();
    check_pagetable();
    check_table();
    return check_done();
}
