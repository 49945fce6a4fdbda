/* SPDX-License-Identifier: BSD-2-Clause */
/* Device memory in the VM's address space. */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <rump_pci.h>

#include "pci.h"

#define WINDOW 0x180000000000 /* a component uses no other addresses near it */

static uint64_t window_pages; /* mapped so far */

/* Donates a page of the VM as the next missing page-table node for the address. */
static bool grow(uint64_t address)
{
    uint64_t page;

    return pci_take_object(&page) && cos_pt_grow(COS_SLOT_PT, address, COS_SLOT_REGION, page) > 0;
}

static bool map_page(uint64_t slot, uint64_t page)
{
    uint64_t address = WINDOW + window_pages * COS_PAGE_SIZE;
    int64_t mapped;

    while ((mapped = cos_map(COS_SLOT_PT, address, slot, page, COS_RIGHT_READ | COS_RIGHT_WRITE,
                             1)) == -COS_ENOENT)
        if (!grow(address))
            return false;
    window_pages += mapped == 1;
    return mapped == 1;
}

static void *map(uint64_t slot, uint64_t offset, uint64_t bytes)
{
    uint64_t address = WINDOW + window_pages * COS_PAGE_SIZE,
             last = (offset + bytes - 1) / COS_PAGE_SIZE;

    for (uint64_t page = offset / COS_PAGE_SIZE; page <= last; page++)
        if (!map_page(slot, page))
            return NULL;
    return (char *)address + offset % COS_PAGE_SIZE;
}

void *rumpcomp_pci_map(unsigned long address, unsigned long bytes)
{
    const struct cos_start *self = cos_self();

    for (unsigned i = 0; i < self->pci_count * COS_PCI_BARS; i++) {
        const struct cos_pci *device = &self->pci[i / COS_PCI_BARS];
        uint64_t start = device->bars[i % COS_PCI_BARS].address,
                 size = device->bars[i % COS_PCI_BARS].bytes;

        if (bytes != 0 && address >= start && address - start < size &&
            bytes <= size - (address - start))
            return map(device->bars[i % COS_PCI_BARS].slot, address - start, bytes);
    }
    return NULL;
}
