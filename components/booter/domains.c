/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables for devices: they map the parts of a component's memory and links that its devices
 * can access. They are kernel objects, of frames of the component's run RUN_DMA, so the kernel
 * ensures that no kernel object is ever within a device's reach.
 */
#include "domains.h"

#include "common.h"

#include <cos/syscall.h>
#include <devices.h>

#define RW (COS_RIGHT_READ | COS_RIGHT_WRITE)

/* address bits that a leaf of a page table covers, and the node above it */
#define LEAF_SHIFT 21
#define NODE_SHIFT 30

static bool confines = true;

uint64_t frame_physical(const struct run *run, uint64_t page)
{
    return cos_region_info(SLOT_RAM(run->ram), page).v2;
}

/* ---- Size ---- */

/* Lists all ranges that may be mapped. Returns how many. */
static unsigned list_spans(uint64_t id, struct reach *spans)
{
    const struct run *memory = &runs[id][RUN_MEMORY];
    unsigned count = 0;
    struct link link;

    if (memory->pages != 0) {
        uint64_t first = frame_physical(memory, memory->first);

        spans[count++] = (struct reach){first, first + (uint64_t)memory->pages * COS_PAGE_SIZE - 1};
    }
    for (unsigned i = 0; i < COS_START_LINKS && link_with(id, i, &link); i++) {
        uint64_t first = frame_physical(&runs[link.owner][RUN_LINKS], link.page);

        spans[count++] = (struct reach){first, first + link.pages * COS_PAGE_SIZE - 1};
    }
    return count;
}

/* Whether one of the first `count` spans overlaps the block of that number. */
static bool touches(const struct reach *spans, unsigned count, uint64_t block, unsigned shift)
{
    for (unsigned i = 0; i < count; i++)
        if (block >= spans[i].first >> shift && block <= spans[i].last >> shift)
            return true;
    return false;
}

/* Returns the number of blocks of 2^shift bytes that the spans touch. */
static uint64_t count_blocks(const struct reach *spans, unsigned count, unsigned shift)
{
    uint64_t blocks = 0;

    for (unsigned i = 0; i < count; i++)
        for (uint64_t block = spans[i].first >> shift; block <= spans[i].last >> shift; block++)
            blocks += !touches(spans, i, block, shift);
    return blocks;
}

void domains_confine(bool confine)
{
    confines = confine;
}

/* The root, which only the kernel uses, one node below it, nodes, leaves. */
uint64_t domain_pages(uint64_t id)
{
    static struct reach spans[1 + COS_START_LINKS];
    unsigned count;

    if (!confines || grants_count(id, EVM_GRANT_PCI) == 0)
        return 0;
    count = list_spans(id, spans);
    return 2 + count_blocks(spans, count, NODE_SHIFT) + count_blocks(spans, count, LEAF_SHIFT);
}

/* ---- Beginning and end ---- */

int64_t domains_begin(struct run *nodes)
{
    if (!image_grants(EVM_GRANT_PCI))
        return 0;
    return cos_cap_grow(COS_BOOT_SLOT_COMP, SLOT_DMA(0), SLOT_RAM(nodes->ram), run_take(nodes));
}

bool domain_exists(uint64_t id)
{
    return runs[id][RUN_DMA].pages != 0;
}

int64_t domain_make(uint64_t id)
{
    struct run *run = &runs[id][RUN_DMA];
    int64_t level, error = cos_make_pagetable(SLOT_RAM(run->ram), run_take(run), SLOT_DMA(id), 0);

    if (error != 0)
        return error;
    level = cos_pt_grow(SLOT_DMA(id), 0, SLOT_RAM(run->ram), run_take(run));
    if (level != 3)
        return level < 0 ? level : -COS_EINVAL;
    return cos_pt_write_back(SLOT_DMA(id), 0);
}

/* The second page that it has taken. */
uint64_t domain_node(uint64_t id)
{
    const struct run *run = &runs[id][RUN_DMA];

    return domain_exists(id) ? frame_physical(run, run->first + 1) : 0;
}

void domain_end(uint64_t id)
{
    if (domain_exists(id))
        cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_DMA(id));
}

/* ---- Contents ---- */

/* Maps pages of a run. Without an IOMMU there is no page table: then every device accesses all
 * memory. */
static int64_t let(uint64_t id, const struct run *run, uint64_t page, uint64_t pages,
                   struct reach *span)
{
    struct range range = {frame_physical(run, page), pages, SLOT_RAM(run->ram), page, RW};

    *span = (struct reach){range.address, range.address + pages * COS_PAGE_SIZE - 1};
    return domain_exists(id) ? space_map_range(SLOT_DMA(id), &runs[id][RUN_DMA], &range) : 0;
}

int64_t domain_let_memory(uint64_t id, uint64_t page, uint64_t pages, struct reach *span)
{
    const struct run *memory = &runs[id][RUN_MEMORY];
    uint64_t own = own_pages(component(id));

    if (page >= own || pages == 0 || pages > DEVICES_DMA_PAGES || pages > own - page)
        return -COS_EINVAL;
    return let(id, memory, memory->first + page, pages, span);
}

int64_t domain_let_link(uint64_t id, const struct link *link, struct reach *span)
{
    return let(id, &runs[link->owner][RUN_LINKS], link->page, link->pages, span);
}

void domain_take_link(uint64_t id, const struct link *link, struct reach *span)
{
    uint64_t first = frame_physical(&runs[link->owner][RUN_LINKS], link->page);

    for (uint64_t done = 0, batch; done < link->pages; done += batch) {
        batch = link->pages - done < COS_MAP_BATCH ? link->pages - done : COS_MAP_BATCH;
        cos_unmap(SLOT_DMA(id), first + done * COS_PAGE_SIZE, batch);
    }
    *span = (struct reach){first, first + link->pages * COS_PAGE_SIZE - 1};
}

void domain_write_back(uint64_t id, const struct reach *span)
{
    for (uint64_t leaf = span->first >> LEAF_SHIFT; leaf <= span->last >> LEAF_SHIFT; leaf++)
        cos_pt_write_back(SLOT_DMA(id), leaf << LEAF_SHIFT);
}
