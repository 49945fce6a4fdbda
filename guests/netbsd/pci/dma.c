/* SPDX-License-Identifier: BSD-2-Clause */
/* DMA memory: the VM's own, which is one run of page frames. */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <cos/vcpu.h>
#include <devices.h>
#include <errno.h>
#include <memory.h>
#include <rump_pci.h>
#include <rumpuser.h>
#include <server.h>

#include "pci.h"

#define STATUS_BAD_DMA 134 /* the same as a panic's */
#define UPPER_NODES    2   /* page-table nodes above the lowest level, for a window */
#define NODE_PAGES     512 /* pages that a node of the lowest level maps */
#define OBJECTS_MOST   64

#pragma weak server_objects /* linked in only if the VM serves other components */

extern volatile struct cos_vcpu evm_vcpu;

/* Memory aligned by device address, beyond the alignment of memory_get(). */
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

    if (physical == 0)
        physical = cos_region_info(COS_SLOT_REGION, 0).v2;
    return physical;
}

static uint64_t page_count(void)
{
    return cos_self()->rw_pages + cos_self()->ram_pages + cos_self()->stack_pages;
}

/* The offset in that run; beyond its end: not the VM's memory. The first thread's stack is the
 * run's last part. */
static uint64_t offset_of(const void *memory)
{
    uint64_t address = (uint64_t)memory, stack = cos_self()->stack_pages * COS_PAGE_SIZE;

    if (address < COS_STACK_TOP && address >= COS_STACK_TOP - stack)
        return page_count() * COS_PAGE_SIZE - (COS_STACK_TOP - address);
    return address - cos_self()->rw_start;
}

static _Noreturn void give_up(const void *memory, const char *reason)
{
    rumpuser_dprintf("a driver gives its device memory at %p, which %s\n", memory, reason);
    rumpuser_exit(STATUS_BAD_DMA);
}

/* ---- Access for devices ---- */

/* NetBSD's bus_dmamap_load() asks for the address of a buffer's first page and assumes that the
 * others follow, so devices need access to all memory before a driver allocates any. Excluded are
 * pages that are or may become kernel objects, and the page that the kernel shares with the VM. */
static uint64_t first_object, object_count, objects_used;

static uint64_t number_of(const volatile void *page)
{
    return ((uint64_t)page - cos_self()->rw_start) / COS_PAGE_SIZE;
}

static bool is_within(uint64_t page, uint64_t first, uint64_t count)
{
    return page >= first && page - first < count;
}

static bool is_apart(uint64_t page)
{
    return page == number_of(&evm_vcpu) || is_within(page, first_object, object_count) ||
           (server_objects != NULL && is_within(page, number_of(server_objects), SERVER_OBJECTS));
}

/* Reserves pages for the page-table nodes of all device memory, twice, since drivers may map parts
 * of it again. */
static void keep_objects(void)
{
    const struct cos_start *self = cos_self();
    uint64_t pages = 0;
    void *memory;

    for (unsigned i = 0; i < self->pci_count * COS_PCI_BARS; i++)
        pages += self->pci[i / COS_PCI_BARS].bars[i % COS_PCI_BARS].bytes / COS_PAGE_SIZE;
    object_count = UPPER_NODES + 1 + 2 * pages / NODE_PAGES;
    object_count = object_count < OBJECTS_MOST ? object_count : OBJECTS_MOST;
    memory = memory_get(object_count * COS_PAGE_SIZE, COS_PAGE_SIZE);
    if (memory == NULL) {
        rumpuser_dprintf("there is no memory for the VM's devices (key `memory:`)\n");
        rumpuser_exit(STATUS_BAD_DMA);
    }
    first_object = number_of(memory);
}

bool pci_take_object(uint64_t *page)
{
    if (objects_used == object_count)
        return false;
    *page = first_object + objects_used++;
    cos_unmap(COS_SLOT_PT, cos_self()->rw_start + *page * COS_PAGE_SIZE, 1);
    return true;
}

static void let(uint64_t page, uint64_t pages)
{
    uint64_t unused;
    int64_t error = pci_ask(DEVICES_DMA, page, pages, 0, &unused);

    if (error != 0) {
        rumpuser_dprintf("the VM's devices may not access its memory: error %d\n", (int)-error);
        rumpuser_exit(STATUS_BAD_DMA);
    }
}

void pci_begin(void)
{
    uint64_t end = page_count();

    keep_objects();
    for (uint64_t page = 0, pages; page < end; page += pages) {
        pages = 1;
        if (is_apart(page))
            continue;
        while (pages < DEVICES_DMA_PAGES && page + pages < end && !is_apart(page + pages))
            pages++;
        let(page, pages);
    }
}

unsigned long rumpcomp_pci_virt_to_mach(void *memory)
{
    uint64_t offset = offset_of(memory), page = offset / COS_PAGE_SIZE;

    if (page >= page_count())
        give_up(memory, "is not writable memory of the VM");
    if (is_apart(page))
        give_up(memory, "its devices may not access");
    return base() + offset;
}

static size_t whole_pages(size_t bytes)
{
    return (bytes + COS_PAGE_SIZE - 1) & -(size_t)COS_PAGE_SIZE;
}

/* Aligns the device's address: beyond a page, it and the VM's address are aligned differently. */
static int get_aligned(size_t bytes, size_t align, unsigned long *memory)
{
    struct block *block = bytes + align > bytes ? memory_get(sizeof(*block), 0) : NULL;
    void *whole = block != NULL ? memory_get(bytes + align, COS_PAGE_SIZE) : NULL;

    if (whole == NULL) {
        memory_put(block, sizeof(*block));
        return ENOMEM;
    }
    *memory = (unsigned long)whole + (-rumpcomp_pci_virt_to_mach(whole) & (align - 1));
    *block = (struct block){blocks, *memory, whole, bytes + align};
    blocks = block;
    return 0;
}

int rumpcomp_pci_dmalloc(size_t bytes, size_t align, unsigned long *address, unsigned long *memory)
{
    size_t size = whole_pages(bytes);

    if (bytes == 0 || size < bytes)
        return ENOMEM;
    if (align > COS_PAGE_SIZE) {
        if (get_aligned(size, align, memory) != 0)
            return ENOMEM;
    } else {
        *memory = (unsigned long)memory_get(size, COS_PAGE_SIZE);
        if (*memory == 0)
            return ENOMEM;
    }
    memset((void *)*memory, 0, size);
    *address = rumpcomp_pci_virt_to_mach((void *)*memory);
    return 0;
}

void rumpcomp_pci_dmafree(unsigned long memory, size_t bytes)
{
    struct block **place = &blocks, *block;

    while (*place != NULL && (*place)->memory != memory)
        place = &(*place)->next;
    block = *place;
    if (block == NULL) {
        memory_put((void *)memory, whole_pages(bytes));
        return;
    }
    *place = block->next;
    memory_put(block->whole, block->bytes);
    memory_put(block, sizeof(*block));
}

int rumpcomp_pci_dmamem_map(struct rumpcomp_pci_dmaseg *parts, size_t count, size_t bytes,
                            void **memory)
{
    size_t found = 0;

    for (size_t i = 0; i < count; i++) {
        if (parts[i].ds_pa != parts[0].ds_pa + found)
            return ENOTSUP;
        found += parts[i].ds_len;
    }
    if (count == 0 || found < bytes)
        return ENOTSUP;
    *memory = (void *)(parts[0].ds_pa - base() + cos_self()->rw_start);
    return 0;
}
