/* SPDX-License-Identifier: BSD-2-Clause */
#include "pagetable.h"

#include "cpu.h"
#include "machine.h"

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
    struct frame *f = pte_present(entry) ? frame_at(pte_frame(entry)) : NULL;
    return f && f->type != FRAME_DEVICE ? f : NULL;
}

/* Counts an entry in or out; in a client's table, rights do not count. */
static void count(uint64_t entry, bool client, int change)
{
    struct frame *f = mapped(entry);
    if (!f)
        return;
    f->refs += change;
    if (!client)
        f->rights += change < 0 ? -pte_count(entry) : pte_count(entry);
}

bool pagetable_exclusive(const struct frame *root, uint64_t old, uint64_t value)
{
    const struct frame *f = mapped(value);
    if (root->client || !f)
        return true;
    uint64_t count = f->rights - (mapped(old) == f ? pte_count(old) : 0) + pte_count(value);
    return (uint32_t)count == 0 || count >> 32 == 0;
}

bool pagetable_set(const struct frame *root, uint64_t address, uint64_t *entry, uint64_t value)
{
    uint64_t old = *entry;
    count(value, root->client, 1);
    count(old, root->client, -1);
    *entry = value;
    if (!pte_present(old))
        return false;
    machine_forget(root, address);
    return true;
}

/* Takes these entries out of the counts of the frames that they map. This is the longest path of
 * the kernel. */
static void pages_end(const uint64_t *entry, uint64_t counted)
{
    for (unsigned i = 0; i < 8; i++) {
        struct frame *f = mapped(entry[i]);
        if (!f)
            continue;
        f->refs--;
        f->rights -= pte_count(entry[i]) & counted;
    }
}

static void nodes_end(const uint64_t *entry)
{
    for (unsigned i = 0; i < 8; i++)
        if (pte_present(entry[i]))
            frames[pte_frame(entry[i])].parent = 0;
}

int pagetable_end(struct frame *f)
{
    const uint64_t *entry = frame_memory(f);
    uint64_t counted = f->client ? 0 : UINT64_MAX;
    if (f->refs)
        return -COS_EBUSY;
    /* most of a node is empty: eight at a time */
    for (unsigned i = 0; i < pte_user_entries(f->level); i += 8) {
        const uint64_t *e = entry + i;
        if (!(e[0] | e[1] | e[2] | e[3] | e[4] | e[5] | e[6] | e[7]))
            continue;
        if (f->level == 1)
            pages_end(e, counted);
        else
            nodes_end(e);
    }
    if (f->parent)
        *(uint64_t *)f->parent = 0;
    frame_end(f);
    machine_forget_all();
    return 0;
}
