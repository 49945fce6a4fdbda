// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own address space, and page frames lent to COS. A frame that holds a COS object (a
 * page-table node, a capability node) may be mapped nowhere: it leaves the kernel's address space
 * while it is lent. A few such frames are kept ready, as most are needed again at once and some are
 * needed where nothing can be waited for.
 */
#include <linux/gfp.h>
#include <linux/mm.h>
#include <asm/page.h>
#include <as-layout.h>
#include <mem_user.h>
#include <os.h>
#include "cos_um.h"

#define FRAMES_LOW  8  /* kept ready */
#define FRAMES_HIGH 64 /* above this frames go back to Linux */

static LIST_HEAD(frames);
static unsigned int frame_count;

static void give_back(struct page *page)
{
    cos_map(COS_SLOT_PT, (unsigned long)page_address(page), page_to_pfn(page),
            COS_RIGHT_READ | COS_RIGHT_WRITE, 1);
}

/* Takes a page of Linux out of the kernel's address space. -EBUSY: it is still mapped elsewhere. */
static int withdraw(struct page *page)
{
    unsigned long address = (unsigned long)page_address(page), info[3];

    cos_unmap(COS_SLOT_PT, address, 1);
    if (cos_op(COS_OP_REGION_INFO, COS_SLOT_REGION, page_to_pfn(page), 0, 0, 0, 0, info) == 0 &&
        info[1] == 0)
        return 0;
    give_back(page);
    return -EBUSY;
}

static struct page *frame_pop(void)
{
    struct page *frame = list_first_entry_or_null(&frames, struct page, lru);

    if (frame) {
        list_del(&frame->lru);
        frame_count--;
    }
    return frame;
}

/*
 * From Linux's free pages, or else from an address space that is about to end; the frames that are
 * kept ready do not count. Free pages that stay mapped are those of former vmalloc areas, which
 * Linux unmaps some time later.
 */
static struct page *frame_new(gfp_t gfp)
{
    unsigned int ready = frame_count;
    struct page *page, *old, *next;
    LIST_HEAD(busy);

    while ((page = alloc_page(gfp | __GFP_NOWARN)) && withdraw(page)) {
        list_add(&page->lru, &busy);
        cos_clients_release();
        page = frame_count > ready ? frame_pop() : NULL;
        if (page)
            break;
    }
    list_for_each_entry_safe(old, next, &busy, lru) __free_page(old);
    return page;
}

/* A frame that is mapped nowhere, NULL: no memory. Never waits. */
struct page *cos_frame_get(void)
{
    struct page *frame = frame_pop();

    return frame ? frame : frame_new(GFP_ATOMIC);
}

void cos_frame_put(struct page *frame)
{
    if (frame_count < FRAMES_HIGH) {
        list_add(&frame->lru, &frames);
        frame_count++;
        return;
    }
    give_back(frame);
    __free_page(frame);
}

/* May sleep, but must not end processes for memory: called on the way to user mode. */
void cos_frame_refill(void)
{
    while (unlikely(frame_count < FRAMES_LOW)) {
        struct page *frame = frame_new(GFP_KERNEL | __GFP_NORETRY);

        if (!frame)
            return;
        cos_frame_put(frame);
    }
}

/*
 * Only vmalloc areas are ever mapped: RAM is from the start. Never executable, as there are no
 * modules.
 */
int os_map_memory(void *virt, int fd, unsigned long long off, unsigned long len, int r, int w,
                  int x)
{
    unsigned long address = (unsigned long)virt;
    unsigned long page = off >> PAGE_SHIFT, pages = len >> PAGE_SHIFT;

    if (address >= uml_physmem && address < high_physmem)
        return 0;
    while (pages) {
        long mapped = cos_map(COS_SLOT_PT, address, page, COS_RIGHT_READ | COS_RIGHT_WRITE,
                              min_t(unsigned long, pages, COS_MAP_BATCH));

        if (mapped == -COS_ENOENT) {
            struct page *frame = cos_frame_get();

            if (!frame)
                return -ENOMEM;
            if (cos_op(COS_OP_PT_GROW, COS_SLOT_PT, address, COS_SLOT_REGION, page_to_pfn(frame), 0,
                       0, NULL) < 0) {
                cos_frame_put(frame);
                return -EFAULT;
            }
            continue;
        }
        if (mapped <= 0)
            return -EFAULT;
        address += mapped << PAGE_SHIFT;
        page += mapped;
        pages -= mapped;
    }
    return 0;
}

int os_unmap_memory(void *addr, int len)
{
    unsigned long address = (unsigned long)addr, end = address + len;

    for (; address < end; address += COS_MAP_BATCH << PAGE_SHIFT)
        cos_unmap(COS_SLOT_PT, address,
                  min_t(unsigned long, (end - address) >> PAGE_SHIFT, COS_MAP_BATCH));
    return 0;
}

/* Kernel memory is always readable and writable, and never executable. */
int os_protect_memory(void *addr, unsigned long len, int r, int w, int x)
{
    return 0;
}
