/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that devices access: the VM's own, which is one run of page frames. */
#include <booter.h>
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
#define RETRY_US       100
#define LET_AT_ONCE    64 /* pages; a power of two */

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

static uint64_t page_count(void)
{
    return cos_self()->rw_pages + cos_self()->ram_pages + cos_self()->stack_pages;
}

/* Where it is in that run; beyond its end: it is not the VM's. The first thread's stack is the last part of it. */
static uint64_t offset_of(const void *memory)
{
    uint64_t address = (uint64_t)memory, stack = cos_self()->stack_pages * COS_PAGE_SIZE;

    if (address < COS_STACK_TOP && address >= COS_STACK_TOP - stack) {
        return page_count() * COS_PAGE_SIZE - (COS_STACK_TOP - address);
    }
    return address - cos_self()->rw_start;
}

static _Noreturn void give_up(const void *memory, const char *reason)
{
    rumpuser_dprintf("a driver gives its device memory at %p, which is %s\n", memory, reason);
    rumpuser_exit(STATUS_BAD_DMA);
}

/* ---- What the devices may access: each page is asked for once ---- */

static uint8_t *let; /* bit n: page n may be */

bool pci_is_let(uint64_t page)
{
    return let != NULL && (let[page / 8] & 1u << page % 8);
}

static int64_t ask(uint64_t page, uint64_t pages)
{
    int64_t error;

    while ((error = cos_call(COS_SLOT_BOOTER, BOOTER_PCI_DMA, page, pages, 0).value) == -COS_EBUSY) {
        cos_sleep(RETRY_US);
    }
    for (uint64_t i = page; error == 0 && i < page + pages; i++) {
        let[i / 8] |= (uint8_t)(1u << i % 8);
    }
    return error;
}

/* Buffers come from the VM's memory behind its data, where a device that needs one page will soon need its neighbours.
 * One of these may be a page table, though, which no device may touch. */
static int64_t let_page(uint64_t page)
{
    uint64_t first = page & -(uint64_t)LET_AT_ONCE;

    if (first >= cos_self()->rw_pages && first + LET_AT_ONCE <= page_count() && ask(first, LET_AT_ONCE) == 0) {
        return 0;
    }
    return ask(page, 1);
}

/* Before anything of it is a device's. */
static void let_memory(const void *memory, uint64_t first, uint64_t last)
{
    if (let == NULL) {
        let = memory_get(page_count() / 8 + 1, 0);
        if (let == NULL) {
            give_up(memory, "more than the VM can keep count of");
        }
        memset(let, 0, page_count() / 8 + 1);
    }
    for (uint64_t page = first; page <= last; page++) {
        if (!pci_is_let(page) && let_page(page) != 0) {
            give_up(memory, "none that its devices may access");
        }
    }
}

unsigned long rumpcomp_pci_virt_to_mach(void *memory)
{
    uint64_t offset = offset_of(memory), page = offset / COS_PAGE_SIZE;

    if (page >= page_count()) {
        give_up(memory, "none that can be written");
    }
    if (!pci_is_let(page)) {
        let_memory(memory, page, page);
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
    uint64_t first;

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
    first = (*memory - cos_self()->rw_start) / COS_PAGE_SIZE;
    let_memory((void *)*memory, first, first + size / COS_PAGE_SIZE - 1);
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
