/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on memory: mapping, page-table nodes, regions, reclamation. */
#include "cpu.h"
#include "ops.h"
#include "pagetable.h"

static bool in_region(const struct cap *region, uint64_t page, uint64_t count)
{
    return page < region->pages && count <= region->pages - page;
}

struct frame *region_frame(const struct cap *region, uint64_t page)
{
    return in_region(region, page, 1) && !region->device ? frame_at(region->first + page) : NULL;
}

static struct cap *find_region(uint64_t slot, uint8_t rights)
{
    return cap_find(cpu.component, slot, COS_CAP_REGION, rights);
}

/* Whether a page of a region may be mapped: plain memory, then *f is its frame; or device memory
 * that is neither RAM nor part of the CPU. */
static bool mappable(uint64_t pfn, bool device, struct frame **f)
{
    *f = frame_at(pfn);
    if (!device)
        return *f && (*f)->type == COS_FRAME_FREE && (*f)->refs < FRAME_MAPPINGS;
    bool other = !*f || (*f)->type == FRAME_DEVICE;
    *f = NULL;
    return other && device_mappable(pfn);
}

static bool user_range(uint64_t address, uint64_t pages)
{
    return address % COS_PAGE_SIZE == 0 && pages >= 1 && pages <= COS_MAP_BATCH &&
           address < COS_USER_TOP && pages <= (COS_USER_TOP - address) >> COS_PAGE_SHIFT;
}

static uint64_t *next_entry(const struct frame *root, uint64_t address, uint64_t *entry)
{
    bool same_node = entry && pte_index(address, 1) != 0;
    return same_node ? entry + 1 : pagetable_entry(root, address, 1);
}

static int64_t map_pages(const struct frame *root, const struct cap *region, const uint64_t *a)
{
    /* copied, as the compiler cannot know that entries are none of these */
    const uint64_t first = region->first + a[2], rights = a[3], pages = a[4];
    const bool device = region->device;
    const int64_t change = pagetable_count(root, pte_page(first, rights, device));
    uint64_t *entry = NULL, address = a[0], i;
    for (i = 0; i < pages; i++, address += COS_PAGE_SIZE) {
        struct frame *f;
        entry = next_entry(root, address, entry);
        if (!entry)
            return i ? (int64_t)i : -COS_ENOENT;
        if (!mappable(first + i, device, &f))
            return i ? (int64_t)i : -COS_EINVAL;
        uint64_t value = pte_page(first + i, rights, device);
        if (pte_present(*entry) ? !pagetable_map(root, address, entry, value, f)
                                : !pagetable_put(entry, value, f, change))
            return i ? (int64_t)i : -COS_EBUSY;
    }
    return i;
}

/* a0: address, a1: region slot, a2: first page, a3: rights, a4: pages. */
int64_t op_map(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    const struct frame *root = cap->anchor;
    const uint64_t known = COS_RIGHT_READ | COS_RIGHT_WRITE | COS_RIGHT_EXEC;
    if (!user_range(a[0], a[4]) || (a[3] & ~known) || !(a[3] & COS_RIGHT_READ))
        return -COS_EINVAL;
    if (!root->client &&
        (a[0] < COS_USER_BOTTOM || ((a[3] & COS_RIGHT_WRITE) && (a[3] & COS_RIGHT_EXEC))))
        return -COS_EINVAL;
    const struct cap *region = find_region(a[1], a[3]);
    if (!region)
        return -COS_EDENIED;
    if (!in_region(region, a[2], a[4]))
        return -COS_EINVAL;
    return map_pages(root, region, a);
}

/* a0: address, a1: pages. */
int64_t op_unmap(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    uint64_t *entry = NULL, address = a[0];
    int64_t unmapped = 0;
    if (!user_range(address, a[1]))
        return -COS_EINVAL;
    for (uint64_t i = 0; i < a[1]; i++, address += COS_PAGE_SIZE) {
        entry = next_entry(cap->anchor, address, entry);
        if (entry)
            unmapped += pagetable_unmap(cap->anchor, address, entry);
    }
    return unmapped;
}

/* Finds a page of the caller's region to become a kernel object. Returns 0, EDENIED, EINVAL or
 * EBUSY. */
static int donated(uint64_t region_slot, uint64_t page, struct frame **out)
{
    const struct cap *region = find_region(region_slot, COS_RIGHT_MAKE);
    if (!region)
        return -COS_EDENIED;
    *out = region_frame(region, page);
    if (!*out)
        return -COS_EINVAL;
    return (*out)->type == COS_FRAME_FREE && (*out)->refs == 0 ? 0 : -COS_EBUSY;
}

/* a0: address, a1: region slot, a2: page. */
int64_t op_pt_grow(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    struct frame *node;
    int error = donated(a[1], a[2], &node);
    if (error)
        return error;
    return a[0] < COS_USER_TOP ? pagetable_grow(cap->anchor, a[0], node) : -COS_EINVAL;
}

/* a0: address. */
int64_t op_pt_write_back(struct thread *t, struct cap *cap)
{
    uint64_t address = regs_args(&t->regs)[0], *entry;
    if (address >= COS_USER_TOP)
        return -COS_EINVAL;
    for (unsigned level = PAGETABLE_LEVELS; level > 0; level--)
        if ((entry = pagetable_entry(cap->anchor, address, level)))
            machine_write_back(frame_memory(frame_of(entry)));
    return 0;
}

/* a0: index of a slot, a1: region slot, a2: page. */
int64_t op_cap_grow(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    struct component *c = cap->component;
    struct frame *node;
    int error = donated(a[1], a[2], &node);
    if (error)
        return error;
    if (a[0] >= COS_SLOTS)
        return -COS_EINVAL;
    struct cap **entry = &c->nodes[a[0] / COS_NODE_SLOTS];
    if (*entry)
        return -COS_EEXIST;
    frame_make(node, COS_FRAME_CAPNODE);
    node->parent = (uint64_t)entry;
    *entry = frame_memory(node);
    return 0;
}

/* a0: address. */
int64_t op_peek(struct thread *t, struct cap *cap)
{
    uint64_t *a = regs_args(&t->regs), address = a[0];
    if (address % 8 || address >= COS_USER_TOP)
        return -COS_EINVAL;
    const uint64_t *entry = pagetable_entry(cap->anchor, address, 1);
    const struct frame *f = entry && pte_present(*entry) ? frame_at(pte_frame(*entry)) : NULL;
    if (!f || f->type == FRAME_DEVICE)
        return -COS_ENOENT;
    a[0] = ((const uint64_t *)frame_memory(f))[address % COS_PAGE_SIZE / 8];
    return 0;
}

/* a0: page. */
int64_t op_zero(struct thread *t, struct cap *cap)
{
    struct frame *f = region_frame(cap, regs_args(&t->regs)[0]);
    if (!f)
        return -COS_EINVAL;
    if (f->type != COS_FRAME_FREE)
        return -COS_EBUSY;
    page_zero(frame_memory(f));
    return 0;
}

/* a0: page, a1: in_parts. */
int64_t op_reclaim(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    struct frame *f = region_frame(cap, a[0]);
    int error;
    if (!f)
        return -COS_EINVAL;
    switch (f->type) {
    case COS_FRAME_PAGETABLE:
        error = pagetable_end(f);
        return error == OP_AGAIN && a[1] ? -COS_EAGAIN : error;
    case COS_FRAME_COMP:
        return component_end(f);
    case COS_FRAME_THREAD:
        return thread_end(f);
    case COS_FRAME_CAPNODE:
        capnode_end(f);
        return 0;
    case COS_FRAME_ENDPOINTS:
        regs_set_result(&t->regs, 0);
        endpoints_end(f); /* may wake a thread that runs at once */
        return OP_DONE;
    default:
        return f->refs ? -COS_EBUSY : 0;
    }
}

/* a0: first page, a1: pages, a2: rights, a3: free slot, a4: slot of an object or 0. */
int64_t op_region_derive(struct thread *t, struct cap *cap)
{
    const uint64_t *a = regs_args(&t->regs);
    struct cap *slot, region = *cap;
    struct cap *object = a[4] ? cap_find(cpu.component, a[4], COS_CAP_NONE, 0) : NULL;
    int error = cap_free_slot(cpu.component, a[3], &slot);
    if (error)
        return error;
    if (a[4] && !object)
        return -COS_EDENIED;
    if (!in_region(cap, a[0], a[1]) || a[1] == 0 || (object && !object->anchor))
        return -COS_EINVAL;
    if (object && region.anchor && region.anchor != object->anchor)
        return -COS_EINVAL; /* it depends on another object already */
    region.first += a[0];
    region.pages = a[1];
    region.rights &= a[2];
    if (object) {
        region.anchor = object->anchor;
        region.gen = object->gen;
    }
    *slot = region;
    return 0;
}

/* a0: page. */
int64_t op_region_info(struct thread *t, struct cap *cap)
{
    uint64_t *a = regs_args(&t->regs), page = a[0];
    const struct frame *f = region_frame(cap, page);
    if (!in_region(cap, page, 1))
        return -COS_EINVAL;
    a[0] = f ? f->type : COS_FRAME_FREE;
    a[1] = f ? f->refs : 0;
    a[2] = cap->rights & COS_RIGHT_MANAGE ? (cap->first + page) << COS_PAGE_SHIFT : 0;
    return 0;
}
