/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that devices access: the VM's own, which is one run of page frames. */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <errno.h>
#include <memory.h>
#include <rump_pci.h>
#include <rumpuser.h>

#include "pci.h"

#define STATUS_BAD_DMA 134 /* as that of a panic */

/* What was aligned further than the VM's addresses tell. */
struct block {
    struct block *next;
    unsigned long memory;
    void *whole;
    size_t bytes;
};

static struct block *blocks;

/* The device's address of the VM's first writable byte. */
static uint64_t base(void)
{
    static uint64_t physical;

    if (physical == 0) {
        physical = cos_region_info(COS_SLOT_REGION, 0).v2;
    }
    return physical;
}

unsigned long rumpcomp_pci_virt_to_mach(void *memory)
{
    const struct cos_start *self = cos_self();
    uint64_t offset = (uint64_t)memory - self->rw_start;

    if (offset >= (self->rw_pages + self->ram_pages) * COS_PAGE_SIZE) {
        rumpuser_dprintf("a driver gives its device memory at %p, which is none that can be written\n", memory);
        rumpuser_exit(STATUS_BAD_DMA);
    }
    return base() + offset;
}

static size_t whole_pages(size_t bytes)
{
    return (bytes + COS_PAGE_SIZE - 1) & -(size_t)COS_PAGE_SIZE;
}

/* Of the VM's addresses only as many bits are the device's as its first page has in common with the frame there. */
static int get_aligned(size_t bytes, size_t align, unsigned long *memory)
{
    struct block *block = bytes + align > bytes ? memory_get(sizeof(*block), 0) : NULL;
    void *whole = block != NULL ? memory_get(bytes + align, COS_PAGE_SIZE) : NULL;

    if (whole == NULL) {
        memory_put(block, sizeof(*block));
        return ENOMEM;
    }
    *memory = (unsigned long)whole + (-rumpcomp_pci_virt_to_mach(whole) & (align - 1));
    *block = (struct block){ blocks, *memory, whole, bytes + align };
    blocks = block;
    return 0;
}

int rumpcomp_pci_dmalloc(size_t bytes, size_t align, unsigned long *address, unsigned long *memory)
{
    size_t size = whole_pages(bytes);

    if (bytes == 0 || size < bytes) {
        return ENOMEM;
    }
    if (align > COS_PAGE_SIZE) {
        if (get_aligned(size, align, memory) != 0) {
            return ENOMEM;
        }
    } else {
        *memory = (unsigned long)memory_get(size, COS_PAGE_SIZE);
        if (*memory == 0) {
            return ENOMEM;
        }
    }
    memset((void *)*memory, 0, size);
    *address = rumpcomp_pci_virt_to_mach((void *)*memory);
    return 0;
}

void rumpcomp_pci_dmafree(unsigned long memory, size_t bytes)
{
    struct block **place = &blocks, *block;

    while (*place != NULL && (*place)->memory != memory) {
        place = &(*place)->next;
    }
    block = *place;
    if (block == NULL) {
        memory_put((void *)memory, whole_pages(bytes));
        return;
    }
    *place = block->next;
    memory_put(block->whole, block->bytes);
    memory_put(block, sizeof(*block));
}

int rumpcomp_pci_dmamem_map(struct rumpcomp_pci_dmaseg *parts, size_t count, size_t bytes, void **memory)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (parts[i].ds_pa != parts[0].ds_pa + found) {
            return ENOTSUP;
        }
        found += parts[i].ds_len;
    }
    if (count == 0 || found < bytes) {
        return ENOTSUP;
    }
    *memory = (void *)(parts[0].ds_pa - base() + cos_self()->rw_start);
    return 0;
}
