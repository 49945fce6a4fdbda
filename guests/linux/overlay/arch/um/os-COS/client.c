// SPDX-License-Identifier: GPL-2.0
/*
 * Clients: the address spaces of processes. Each is a COS page table made of this VM's own frames.
 * What UML calls its pid is the page number of its root, whose page->private is the client. The
 * nodes below the root are listed by page->lru; a node's page->private is the address that it
 * starts at, or'ed with its level.
 */
#include <linux/bitmap.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <asm/pgtable.h>
#include <as-layout.h>
#include <kern_util.h>
#include <os.h>
#include <skas.h>
#include "cos_um.h"

#define LEAF_SPAN     0x200000ul /* bytes that a node of level 1 maps */
#define NODES_A_BATCH 128        /* nodes that can be looked at for the cost of unmapping a batch */

struct client {
    unsigned long table; /* slot of the capability to the root */
    struct list_head nodes, all;
    unsigned long node_count;
    struct mm_struct *mm;  /* known from the first mapping on */
    unsigned long fetched; /* page to be mapped executable, 0 = none */
};

static LIST_HEAD(clients);
static DECLARE_BITMAP(slots_used, COS_SLOTS);
static DECLARE_BITMAP(nodes_made, COS_SLOTS / COS_NODE_SLOTS);

static struct client *client_of(int pid)
{
    return (struct client *)page_private(pfn_to_page(pid));
}

unsigned long cos_client_table(int pid)
{
    return client_of(pid)->table;
}

/*
 * An unused capability slot, its capability node made if need be; 0: no memory, or too many
 * processes.
 */
static unsigned long slot_get(void)
{
    unsigned long slot = find_next_zero_bit(slots_used, COS_SLOTS, COS_SLOT_OWN);
    struct page *frame;

    if (slot >= COS_SLOTS)
        return 0;
    if (slot >= COS_NODE_SLOTS && !test_bit(slot / COS_NODE_SLOTS, nodes_made)) {
        frame = cos_frame_get();
        if (!frame)
            return 0;
        if (cos_op(COS_OP_CAP_GROW, COS_SLOT_COMP, slot, COS_SLOT_REGION, page_to_pfn(frame), 0, 0,
                   NULL) < 0) {
            cos_frame_put(frame);
            return 0;
        }
        __set_bit(slot / COS_NODE_SLOTS, nodes_made);
    }
    __set_bit(slot, slots_used);
    return slot;
}

static int make_root(struct client *client, struct page *root)
{
    client->table = slot_get();
    if (!client->table)
        return -ENOMEM;
    if (cos_op(COS_OP_MAKE_PAGETABLE, COS_SLOT_REGION, page_to_pfn(root), client->table, 1, 0, 0,
               NULL) < 0) {
        __clear_bit(client->table, slots_used);
        return -ENOMEM;
    }
    set_page_private(root, (unsigned long)client);
    INIT_LIST_HEAD(&client->nodes);
    list_add(&client->all, &clients);
    return page_to_pfn(root);
}

/* The page for a stub stack comes with each address space; there are no stubs here. */
int start_userspace(unsigned long stub_stack)
{
    struct client *client = kzalloc(sizeof *client, GFP_ATOMIC);
    struct page *root = client ? cos_frame_get() : NULL;
    int pid = root ? make_root(client, root) : -ENOMEM;

    if (pid < 0) {
        if (root)
            cos_frame_put(root);
        kfree(client);
    }
    return pid;
}

/* A child starts empty; its pages are mapped as it touches them. */
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

static void node_free(struct client *client, struct page *node)
{
    list_del(&node->lru);
    client->node_count--;
    reclaim(node);
    cos_frame_put(node);
}

static void free_nodes(struct client *client)
{
    struct page *node, *next;

    list_for_each_entry_safe(node, next, &client->nodes, lru) node_free(client, node);
}

/*
 * The end of a client: its processes are gone. When the whole VM ends (no kmalloc any more), COS
 * takes everything.
 */
void os_kill_ptraced_process(int pid, int reap_child)
{
    struct client *client = client_of(pid);
    struct page *root = pfn_to_page(pid);

    if (!kmalloc_ok)
        return;
    free_nodes(client);
    reclaim(root);
    cos_frame_put(root);
    __clear_bit(client->table, slots_used);
    list_del(&client->all);
    kfree(client);
}

/*
 * Linux frees the pages of an address space that no process uses any more without unmapping them,
 * some time before its end. Such pages cannot be lent to COS: this unmaps them.
 */
void cos_clients_release(void)
{
    struct client *client;

    list_for_each_entry(client, &clients,
                        all) if (client->mm && atomic_read(&client->mm->mm_users) == 0)
        free_nodes(client);
}

/* Adds the next missing node on the way to `address`. */
static int grow(struct mm_id *id, unsigned long address)
{
    struct client *client = client_of(id->u.pid);
    struct page *node = cos_frame_get();
    long level;

    if (!node)
        return -ENOMEM;
    level = cos_op(COS_OP_PT_GROW, client->table, address, COS_SLOT_REGION, page_to_pfn(node), 0, 0,
                   NULL);
    if (level < 0) {
        cos_frame_put(node);
        return -EFAULT;
    }
    client->mm = container_of(id, struct mm_struct, context.id);
    set_page_private(node, (address & ~(LEAF_SPAN - 1)) | level);
    list_add(&node->lru, &client->nodes); /* leaves before the nodes above them */
    client->node_count++;
    return 0;
}

static int map_pages(struct mm_id *id, unsigned long address, unsigned long page,
                     unsigned long pages, unsigned long rights)
{
    unsigned long table = cos_client_table(id->u.pid);

    while (pages) {
        long mapped = cos_map(table, address, page, rights,
                              min_t(unsigned long, pages, COS_MAP_BATCH));
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

/*
 * UML's page tables know no execute right: what can be read can be executed. Here pages are mapped
 * without it until the process fetches an instruction from them, which is when its areas are asked:
 * see handle_fetch() in userspace.c.
 */
static unsigned long rights_of(bool write, bool fetch)
{
    return COS_RIGHT_READ | (write ? COS_RIGHT_WRITE : 0) | (fetch ? COS_RIGHT_EXEC : 0);
}

int map(struct mm_id *id, unsigned long virt, unsigned long len, int prot, int phys_fd,
        unsigned long long offset, int done, void **data)
{
    struct client *client = client_of(id->u.pid);
    bool fetch = virt == client->fetched;

    if (!(prot & UM_PROT_READ)) /* not to be touched before Linux has seen the fault */
        return unmap(id, virt, len, done, data);
    if (fetch)
        client->fetched = 0;
    return map_pages(id, virt, offset >> PAGE_SHIFT, len >> PAGE_SHIFT,
                     rights_of(prot & UM_PROT_WRITE, fetch));
}

/* The running process may execute the page at `address`, which it is about to map. */
void cos_client_fetch(unsigned long address)
{
    client_of(userspace_pid[0])->fetched = address & PAGE_MASK;
}

/*
 * Ends cos_client_fetch(): if nothing has been mapped, the page was there already and is mapped
 * again.
 */
void cos_client_fetched(void)
{
    struct mm_id *id = &current->mm->context.id;
    struct client *client = client_of(id->u.pid);
    unsigned long address = client->fetched;
    pte_t *pte = address ? virt_to_pte(current->mm, address) : NULL;

    client->fetched = 0;
    if (pte && pte_present(*pte) && pte_read(*pte))
        map_pages(id, address, pte_pfn(*pte), 1,
                  rights_of(pte_write(*pte) && pte_dirty(*pte), true));
}

static void unmap_within_leaf(struct client *client, unsigned long from, unsigned long to)
{
    for (; from < to; from += COS_MAP_BATCH << PAGE_SHIFT)
        cos_unmap(client->table, from,
                  min_t(unsigned long, (to - from) >> PAGE_SHIFT, COS_MAP_BATCH));
}

/*
 * Ranges may be huge (all of the address space): the nodes tell where anything is mapped. But there
 * may be many, and what a short range costs must not depend on how large the process is.
 */
int unmap(struct mm_id *id, unsigned long addr, unsigned long len, int done, void **data)
{
    struct client *client = client_of(id->u.pid);
    unsigned long end = addr + len;
    struct page *node, *next;

    if (list_empty(&client->nodes))
        return 0;
    if (len / (COS_MAP_BATCH << PAGE_SHIFT) <= 1 + client->node_count / NODES_A_BATCH) {
        unmap_within_leaf(client, addr, end);
        return 0;
    }
    list_for_each_entry_safe(node, next, &client->nodes, lru)
    {
        unsigned long start = page_private(node) & ~(LEAF_SPAN - 1), stop = start + LEAF_SPAN;

        if ((page_private(node) & ~PAGE_MASK) != 1 || start >= end || stop <= addr)
            continue;
        if (addr <= start && stop <= end)
            node_free(client, node);
        else
            unmap_within_leaf(client, max(addr, start), min(end, stop));
    }
    return 0;
}

/*
 * COS keeps no copy of a mapping: what to map again with other rights is in Linux's own page table.
 */
int protect(struct mm_id *id, unsigned long addr, unsigned long len, unsigned int prot, int done,
            void **data)
{
    struct mm_struct *mm = container_of(id, struct mm_struct, context.id);
    unsigned long end = addr + len, rights = rights_of(prot & UM_PROT_WRITE, false);

    if (!(prot & UM_PROT_READ))
        return unmap(id, addr, len, done, data);
    while (addr < end) {
        unsigned long page = pte_pfn(*virt_to_pte(mm, addr)), pages = 1;
        int error;

        while (addr + (pages << PAGE_SHIFT) < end &&
               pte_pfn(*virt_to_pte(mm, addr + (pages << PAGE_SHIFT))) == page + pages)
            pages++;
        error = map_pages(id, addr, page, pages, rights);
        if (error)
            return error;
        addr += pages << PAGE_SHIFT;
    }
    return 0;
}
