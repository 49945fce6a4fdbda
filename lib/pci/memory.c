/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <pci/pci.h>
#include <stddef.h>

/* where device memory is mapped, far from all else */
#define WINDOW 0x180000000000

static uint64_t pages_used;   /* of those after the component's data */
static uint64_t window_pages; /* mapped so far */

/* Takes pages from those after the component's data. Sets *first to the number of the first one in
 * COS_SLOT_REGION. */
static bool take(unsigned pages, uint64_t *first)
{
    const struct cos_start *start = cos_self();

    if (pages > start->ram_pages - pages_used)
        return false;
    *first = start->rw_pages + pages_used;
    pages_used += pages;
    return true;
}

static void *address_of(uint64_t page)
{
    return (void *)(cos_self()->rw_start + page * COS_PAGE_SIZE);
}

bool pci_pages(unsigned pages, struct pci_memory *memory)
{
    uint64_t first;

    if (!take(pages, &first) || pci_dma(first, pages) != 0)
        return false;
    memory->address = address_of(first);
    memory->physical = cos_region_info(COS_SLOT_REGION, first).v2;
    return true;
}

bool pci_frame(uint64_t *page)
{
    if (!take(1, page))
        return false;
    cos_unmap(COS_SLOT_PT, (uint64_t)address_of(*page), 1);
    return true;
}

/* Donates pages as the page-table nodes on the way to an address. */
static bool grow(uint64_t address)
{
    uint64_t page;
    int64_t level;

    do {
        if (!pci_frame(&page))
            return false;
        level = cos_pt_grow(COS_SLOT_PT, address, COS_SLOT_REGION, page);
    } while (level > 1);
    return level == 1;
}

volatile void *pci_map(const struct cos_pci *device, unsigned bar, uint64_t offset, uint64_t bytes)
{
    uint64_t first = offset >> COS_PAGE_SHIFT, address = WINDOW + window_pages * COS_PAGE_SIZE;
    uint64_t end = offset + bytes;

    if (bar >= COS_PCI_BARS || bytes == 0 || end < offset || end > device->bars[bar].bytes)
        return NULL;
    for (uint64_t page = first; page <= (end - 1) >> COS_PAGE_SHIFT; page++) {
        uint64_t at = WINDOW + window_pages * COS_PAGE_SIZE;
        int64_t mapped;

        while ((mapped = cos_map(COS_SLOT_PT, at, device->bars[bar].slot, page,
                                 COS_RIGHT_READ | COS_RIGHT_WRITE, 1)) == -COS_ENOENT)
            if (!grow(at))
                return NULL;
        if (mapped != 1)
            return NULL;
        window_pages++;
    }
    return (volatile char *)address + offset % COS_PAGE_SIZE;
}
