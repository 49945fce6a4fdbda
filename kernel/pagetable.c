/* SPDX-License-Identifier: BSD-2-Clause */
#include "pagetable.h"

#include "cpu.h"
#include "machine.h"
#include "ops.h"

#define END_PART 4 /* times eight entries: interrupts wait while so many are cleared */

static uint64_t *node_entry(const struct frame *node, uint64_t address)
{
    return (uint64_t *)frame_memory(node) + pte_index(address, node->level);
}

uint64_t *pagetable_entry(const struct frame *root, uint64_t address, unsigned level)
{
    const struct frame *node = root;
    for (;;) {
        uint64_t *entry = node_entry(node, address);
        if (node->level == level)
            return entry;
        if (!pte_present(*entry))
            return NULL;
        node = &frames[pte_frame(*entry)];
    }
}

int pagetable_grow(const struct frame *root, uint64_t address, struct frame *node)
{
    for (unsigned level = PAGETABLE_LEVELS; level > 1; level--) {
        uint64_t *entry = pagetable_entry(root, address, level);
        if (pte_present(*entry))
            continue;
        frame_make(node, COS_FRAME_PAGETABLE);
        node->level = level - 1;
        node->parent = (uint64_t)entry;
        node->client = root->client;
        *entry = pte_node(frame_number(node));
        return level - 1;
    }
    return -COS_EEXIST;
}

static struct frame *mapped(uint64_t entry)
{
    uint64_t pfn = pte_frame(entry);
    bool counts = pte_present(entry) && pfn < frame_count && frames[pfn].type != FRAME_DEVICE;
    return counts ? &frames[pfn] : NULL;
}

static inline void uncount(const struct frame *node, uint64_t entry)
{
    struct frame *f = mapped(entry);
    if (!f)
        return;
    f->refs--;
    f->rights -= pagetable_count(node, entry);
}

bool pagetable_unmap(const struct frame *root, uint64_t address, uint64_t *entry)
{
    uint64_t old = *entry;
    *entry = 0;
    if (!pte_present(old))
        return false;
    uncount(root, old);
    machine_forget(root, address);
    return true;
}

bool pagetable_map(const struct frame *root, uint64_t address, uint64_t *entry, uint64_t value,
                   struct frame *f)
{
    int64_t change = pagetable_count(root, value), old = pagetable_count(root, *entry);
    int64_t own = mapped(*entry) == f ? old : 0;
    if (f && change * (f->rights - own) < 0)
        return false;
    pagetable_unmap(root, address, entry);
    return pagetable_put(entry, value, f, change);
}

static void pages_end(const struct frame *node, const uint64_t *entry)
{
    for (unsigned i = 0; i < 8; i++)
        uncount(node, entry[i]);
}

static void nodes_end(const uint64_t *entry)
{
    for (unsigned i = 0; i < 8; i++)
        if (pte_present(entry[i]))
            frames[pte_frame(entry[i])].parent = 0;
}

/* Clears entries of a node, eight at a time, and no more than END_PART of these. Returns whether
 * all are clear now; most of a node is. */
static bool entries_end(const struct frame *f)
{
    uint64_t *e = frame_memory(f), *end = e + pte_user_entries(f->level);
    for (unsigned parts = 0; e < end; e += 8) {
        if (!(e[0] | e[1] | e[2] | e[3] | e[4] | e[5] | e[6] | e[7]))
            continue;
        if (parts++ == END_PART)
            return false;
        if (f->level == 1)
            pages_end(f, e);
        else
            nodes_end(e);
        for (unsigned i = 0; i < 8; i++)
            e[i] = 0;
    }
    return true;
}

int pagetable_end(struct frame *f)
{
    if (f->refs)
        return -COS_EBUSY;
    f->gen++;
    if (f->parent) {
        *(uint64_t *)f->parent = 0;
        f->parent = 0;
        machine_forget_all();
    }
    if (!entries_end(f))
        return OP_AGAIN;
    if (f->level == PAGETABLE_LEVELS)
        frame_end(f); /* a root has entries of the kernel's, too */
    else
        frame_end_clear(f);
    return 0;
}
