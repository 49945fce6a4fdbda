/* SPDX-License-Identifier: BSD-2-Clause */
/* Which memory the devices of a component can access. */
#include "iommu_state.h"
#include "pci.h"

#include <cos/abi.h>
#include <cos/syscall.h>

#define RW (COS_RIGHT_READ | COS_RIGHT_WRITE)

/* address bits that a leaf of a page table covers, and the node above it */
#define LEAF_SHIFT     21
#define NODE_SHIFT     30
#define WIDTH(levels)  ((levels)-2ull) /* in the second word of a context entry */
#define DOMAIN(number) ((uint64_t)(number) << 8)

/* Numbers of domains begin with 1: 0 is special on some units. */
uint16_t iommu_domain(uint64_t id)
{
    uint16_t domain = 1;

    for (uint64_t other = 0; other < id; other++)
        domain += grants_count(other, EVM_GRANT_PCI) != 0;
    return domain;
}

/* ---- Page tables ---- */

struct span {
    uint64_t first, last; /* physical addresses */
};

/* Everything that may be mapped; how many. */
static unsigned list_spans(uint64_t id, struct span *spans)
{
    const struct run *memory = &runs[id][RUN_MEMORY];
    unsigned count = 0;
    struct link link;

    if (memory->pages != 0) {
        uint64_t first = iommu_physical(memory, memory->first);

        spans[count++] = (struct span){first, first + (uint64_t)memory->pages * COS_PAGE_SIZE - 1};
    }
    for (unsigned i = 0; i < COS_START_LINKS && link_with(id, i, &link); i++) {
        uint64_t first = iommu_physical(&runs[link.owner][RUN_LINKS], link.page);

        spans[count++] = (struct span){first, first + link.pages * COS_PAGE_SIZE - 1};
    }
    return count;
}

/* Whether one of the first spans has a part of the block of that number. */
static bool touches(const struct span *spans, unsigned count, uint64_t block, unsigned shift)
{
    for (unsigned i = 0; i < count; i++)
        if (block >= spans[i].first >> shift && block <= spans[i].last >> shift)
            return true;
    return false;
}

/* Blocks of 2 to the power of `shift` bytes in which there are any. */
static uint64_t count_blocks(const struct span *spans, unsigned count, unsigned shift)
{
    uint64_t blocks = 0;

    for (unsigned i = 0; i < count; i++)
        for (uint64_t block = spans[i].first >> shift; block <= spans[i].last >> shift; block++)
            blocks += !touches(spans, i, block, shift);
    return blocks;
}

/* The root, which only the kernel looks at, one node below it, perhaps a root for the
 * IOMMU, nodes, leaves. */
uint64_t devices_pages(uint64_t id)
{
    static struct span spans[1 + COS_START_LINKS];
    unsigned count;

    if (!iommu_is_on() || grants_count(id, EVM_GRANT_PCI) == 0)
        return 0;
    count = list_spans(id, spans);
    return 2 + (iommu.levels == 4) + count_blocks(spans, count, NODE_SHIFT) +
           count_blocks(spans, count, LEAF_SHIFT);
}

/* A root whose first entry is the node: the kernel's own has more entries than
 * a device should see. */
static int64_t make_root(struct run *run, uint64_t *physical)
{
    uint64_t page = run_take(run);
    int64_t error = cos_zero(SLOT_RAM(run->ram), page);
    volatile uint64_t *words = error == 0 ? iommu_look(run, page) : NULL;

    if (words == NULL)
        return error != 0 ? error : -COS_EINVAL;
    words[0] = *physical | IOMMU_RW;
    vtd_write_back(words, COS_PAGE_SIZE);
    iommu_unlook();
    *physical = iommu_physical(run, page);
    return 0;
}

/* An empty page table: what the IOMMU is told of it. */
static int64_t make_page_table(uint64_t id, uint64_t *physical)
{
    struct run *run = &runs[id][RUN_DMA];
    int64_t level, error = cos_make_pagetable(SLOT_RAM(run->ram), run_take(run), SLOT_DMA(id), 0);
    uint64_t page;

    if (error != 0)
        return error;
    page = run_take(run);
    level = cos_pt_grow(SLOT_DMA(id), 0, SLOT_RAM(run->ram), page);
    if (level != 3)
        return level < 0 ? level : -COS_EINVAL;
    *physical = iommu_physical(run, page);
    error = cos_pt_write_back(SLOT_DMA(id), 0);
    return error == 0 && iommu.levels == 4 ? make_root(run, physical) : error;
}

static int64_t let(uint64_t id, const struct range *range)
{
    uint64_t last = range->address + (range->pages - 1) * COS_PAGE_SIZE;
    int64_t error = space_map_range(SLOT_DMA(id), &runs[id][RUN_DMA], range);

    for (uint64_t leaf = range->address >> LEAF_SHIFT;
         leaf <= last >> LEAF_SHIFT && !iommu.coherent; leaf++)
        cos_pt_write_back(SLOT_DMA(id), leaf << LEAF_SHIFT);
    if (error == 0 && iommu.remembers_gaps && !iommu_forget(iommu_domain(id)))
        error = -COS_EIO;
    return error;
}

int64_t iommu_let_memory(uint64_t id, uint64_t page, uint64_t pages)
{
    const struct run *memory = &runs[id][RUN_MEMORY];
    uint64_t own = own_pages(component(id));
    struct range range = {0, pages, SLOT_RAM(memory->ram), memory->first + page, RW};

    if (page >= own || pages == 0 || pages > own - page)
        return -COS_EINVAL;
    range.address = iommu_physical(memory, range.page);
    return runs[id][RUN_DMA].pages == 0 ? 0 : let(id, &range);
}

int64_t iommu_let_link(uint64_t id, const struct link *link)
{
    const struct run *links = &runs[link->owner][RUN_LINKS];
    struct range range = {iommu_physical(links, link->page), link->pages, SLOT_RAM(links->ram),
                          link->page, RW};

    return runs[id][RUN_DMA].pages == 0 ? 0 : let(id, &range);
}

int64_t iommu_take_link(uint64_t id, const struct link *link)
{
    uint64_t first = iommu_physical(&runs[link->owner][RUN_LINKS], link->page), pages = link->pages;
    uint64_t last = first + (pages - 1) * COS_PAGE_SIZE;

    if (runs[id][RUN_DMA].pages == 0)
        return 0;
    for (uint64_t done = 0, batch; done < pages; done += batch) {
        batch = pages - done < COS_MAP_BATCH ? pages - done : COS_MAP_BATCH;
        cos_unmap(SLOT_DMA(id), first + done * COS_PAGE_SIZE, batch);
    }
    for (uint64_t leaf = first >> LEAF_SHIFT; leaf <= last >> LEAF_SHIFT && !iommu.coherent; leaf++)
        cos_pt_write_back(SLOT_DMA(id), leaf << LEAF_SHIFT);
    return iommu_forget(iommu_domain(id)) ? 0 : -COS_EIO;
}

/* ---- Devices ---- */

static int64_t attach_device(uint64_t id, unsigned index, uint64_t table)
{
    uint32_t place;

    if (!pci_place(id, index, &place))
        return -COS_ENOENT;
    iommu_write(iommu_context(place), WIDTH(iommu.levels) | DOMAIN(iommu_domain(id)),
                table | IOMMU_PRESENT);
    return iommu_let_interrupt(pci_line(id, index), place);
}

int64_t devices_attach(uint64_t id)
{
    uint64_t table;
    int64_t error;

    if (runs[id][RUN_DMA].pages == 0)
        return 0;
    error = make_page_table(id, &table);
    for (unsigned i = 0; i < grants_count(id, EVM_GRANT_PCI) && error == 0; i++)
        error = attach_device(id, i, table);
    if (error == 0 && !(iommu_forget(iommu_domain(id)) && iommu_forget_interrupts()))
        error = -COS_EIO;
    iommu_count_anew(id);
    if (error != 0)
        iommu_detach(id);
    return error;
}

int64_t iommu_detach(uint64_t id)
{
    uint32_t place;

    if (runs[id][RUN_DMA].pages == 0)
        return 0;
    for (unsigned i = 0; pci_place(id, i, &place); i++) {
        iommu_write(iommu_context(place), 0, 0);
        iommu_take_interrupt(pci_line(id, i));
    }
    cos_cap_drop(COS_BOOT_SLOT_COMP, SLOT_DMA(id));
    return iommu_forget(iommu_domain(id)) && iommu_forget_interrupts() ? 0 : -COS_EIO;
}
