// SPDX-License-Identifier: GPL-2.0
/*
 * Clients: the address spaces of processes. Each is a COS page table made of this VM's own frames. What UML calls its pid
 * is the page number of its root. The root's page->private is the capability's slot and its page->lru lists the nodes
 * below; a node's page->private is the address it starts at, or'ed with its level.
 */
#include <linux/bitmap.h>
#include <linux/mm.h>
#include <linux/sched/task.h>
#include <asm/pgtable.h>
#include <as-layout.h>
#include <kern_util.h>
#include <os.h>
#include <skas.h>
#include "cos_um.h"

#define LEAF_SPAN 0x200000ul /* bytes that a node of level 1 maps */

static DECLARE_BITMAP(slots_used, COS_SLOTS);
static DECLARE_BITMAP(nodes_made, COS_SLOTS / COS_NODE_SLOTS);

static struct page *root_of(const struct mm_id *id)
{
    return pfn_to_page(id->u.pid);
}

static unsigned long table_of(const struct mm_id *id)
{
    return page_private(root_of(id));
}

/* An unused capability slot, its capability node made if need be; 0: no memory, or too many processes. */
static unsigned long slot_get(void)
{
    unsigned long slot = find_next_zero_bit(slots_used, COS_SLOTS, COS_SLOT_OWN);
    struct page *frame;

    if (slot >= COS_SLOTS)
        return 0;
    if (!test_bit(slot / COS_NODE_SLOTS, nodes_made)) {
        frame = cos_frame_get();
        if (!frame)
            return 0;
        if (cos_op(COS_OP_CAP_GROW, COS_SLOT_COMP, slot, COS_SLOT_REGION, page_to_pfn(frame), 0, 0, NULL) < 0) {
            cos_frame_put(frame);
            return 0;
        }
        __set_bit(slot / COS_NODE_SLOTS, nodes_made);
    }
    __set_bit(slot, slots_used);
    return slot;
}

/* The page for a stub stack comes with each address space; there are no stubs here. */
int start_userspace(unsigned long stub_stack)
{
    struct page *root = cos_frame_get();
    unsigned long slot = root ? slot_get() : 0;

    if (!slot)
        goto no_slot;
    if (cos_op(COS_OP_MAKE_PAGETABLE, COS_SLOT_REGION, page_to_pfn(root), slot, 1, 0, 0, NULL) < 0)
        goto no_table;
    INIT_LIST_HEAD(&root->lru);
    set_page_private(root, slot);
    return page_to_pfn(root);

no_table:
    __clear_bit(slot, slots_used);
no_slot:
    if (root)
        cos_frame_put(root);
    return -ENOMEM;
}

/* A child starts empty: UML maps into it what it has when it first runs. */
int copy_context_skas0(unsigned long stub_stack, int pid)
{
    return start_userspace(stub_stack);
}

static void reclaim(struct page *page)
{
    long error = cos_op(COS_OP_RECLAIM, COS_SLOT_REGION, page_to_pfn(page), 0, 0, 0, 0, NULL);

    if (error)
        panic("COS does not give page %lx back: error %ld", page_to_pfn(page), -error);
}

static void node_free(struct page *node)
{
    list_del(&node->lru);
    reclaim(node);
    cos_frame_put(node);
}

/* The end of a client: its processes are gone. When the whole VM ends (no kmalloc any more), COS takes everything. */
void os_kill_ptraced_process(int pid, int reap_child)
{
    struct page *root = pfn_to_page(pid), *node, *next;

    if (!kmalloc_ok)
        return;
    list_for_each_entry_safe(node, next, &root->lru, lru)
        node_free(node);
    reclaim(root);
    __clear_bit(page_private(root), slots_used);
    cos_frame_put(root);
}

/* Adds the next missing node on the way to `address`. */
static int grow(struct mm_id *id, unsigned long address)
{
    struct page *node = cos_frame_get();
    long level;

    if (!node)
        return -ENOMEM;
    level = cos_op(COS_OP_PT_GROW, table_of(id), address, COS_SLOT_REGION, page_to_pfn(node), 0, 0, NULL);
    if (level < 0) {
        cos_frame_put(node);
        return -EFAULT;
    }
    set_page_private(node, (address & ~(LEAF_SPAN - 1)) | level);
    list_add(&node->lru, &root_of(id)->lru); /* leaves before the nodes above them */
    return 0;
}

static int map_pages(struct mm_id *id, unsigned long address, unsigned long page, unsigned long pages,
                     unsigned long rights)
{
    while (pages) {
        long mapped = cos_map(table_of(id), address, page, rights, min_t(unsigned long, pages, COS_MAP_BATCH));
        int error = 0;

        if (mapped == -COS_ENOENT)
            error = grow(id, address), mapped = 0;
        if (mapped < 0 || error)
            return error ? error : -EFAULT;
        address += mapped << PAGE_SHIFT;
        page += mapped;
        pages -= mapped;
    }
    return 0;
}

static unsigned long rights_of(int prot)
{
    return (prot & UM_PROT_READ ? COS_RIGHT_READ : 0) | (prot & UM_PROT_WRITE ? COS_RIGHT_WRITE : 0) |
           (prot & UM_PROT_EXEC ? COS_RIGHT_EXEC : 0);
}

int map(struct mm_id *id, unsigned long virt, unsigned long len, int prot, int phys_fd, unsigned long long offset,
        int done, void **data)
{
    if (!(prot & UM_PROT_READ)) /* not to be touched before Linux has seen the fault */
        return unmap(id, virt, len, done, data);
    return map_pages(id, virt, offset >> PAGE_SHIFT, len >> PAGE_SHIFT, rights_of(prot));
}

static void unmap_within_leaf(struct mm_id *id, unsigned long from, unsigned long to)
{
    for (; from < to; from += COS_MAP_BATCH << PAGE_SHIFT)
        cos_unmap(table_of(id), from, min_t(unsigned long, (to - from) >> PAGE_SHIFT, COS_MAP_BATCH));
}

/* Ranges may be huge (all of the address space): the nodes tell where anything is mapped. */
int unmap(struct mm_id *id, unsigned long addr, unsigned long len, int done, void **data)
{
    unsigned long end = addr + len;
    struct page *node, *next;

    if (len <= COS_MAP_BATCH << PAGE_SHIFT) {
        unmap_within_leaf(id, addr, end);
        return 0;
    }
    list_for_each_entry_safe(node, next, &root_of(id)->lru, lru) {
        unsigned long start = page_private(node) & ~(LEAF_SPAN - 1), stop = start + LEAF_SPAN;

        if ((page_private(node) & ~PAGE_MASK) != 1 || start >= end || stop <= addr)
            continue;
        if (addr <= start && stop <= end)
            node_free(node);
        else
            unmap_within_leaf(id, max(addr, start), min(end, stop));
    }
    return 0;
}

/* COS keeps no copy of a mapping: what to map again with other rights is in Linux's own page table. */
int protect(struct mm_id *id, unsigned long addr, unsigned long len, unsigned int prot, int done, void **data)
{
    struct mm_struct *mm = container_of(id, struct mm_struct, context.id);
    unsigned long end = addr + len;

    if (!(prot & UM_PROT_READ))
        return unmap(id, addr, len, done, data);
    while (addr < end) {
        unsigned long page = pte_pfn(*virt_to_pte(mm, addr)), pages = 1;
        int error;

        while (addr + (pages << PAGE_SHIFT) < end &&
               pte_pfn(*virt_to_pte(mm, addr + (pages << PAGE_SHIFT))) == page + pages)
            pages++;
        error = map_pages(id, addr, page, pages, rights_of(prot));
        if (error)
            return error;
        addr += pages << PAGE_SHIFT;
    }
    return 0;
}
