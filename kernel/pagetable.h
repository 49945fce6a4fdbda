/* SPDX-License-Identifier: BSD-2-Clause */
/* Page tables: radix trees of nodes that their holders donate. The entry
 * format is the machine's. */
#ifndef KERNEL_PAGETABLE_H
#define KERNEL_PAGETABLE_H

#include "cap.h"

/* Returns the address of the entry for `address` in the node of that level (1 = leaf), or NULL if a
 * node on the way is missing. */
uint64_t *pagetable_entry(const struct frame *root, uint64_t address, unsigned level);
/* Adds a zeroed node at the first gap on the way to `address`. Returns its level, or EEXIST. */
int pagetable_grow(const struct frame *root, uint64_t address, struct frame *node);
/* What an entry of such a table adds to its frame's `rights`: in a client's table, nothing. */
static inline int64_t pagetable_count(const struct frame *node, uint64_t entry)
{
    return pte_count(entry) & -(int64_t)!node->client; /* without a branch */
}

/* pagetable_map() for an entry that maps nothing; change: pagetable_count() of the value. */
static inline bool pagetable_put(uint64_t *entry, uint64_t value, struct frame *f, int64_t change)
{
    if (f) {
        if (change * f->rights < 0)
            return false;
        f->refs++;
        f->rights += change;
    }
    *entry = value;
    return true;
}

/* Writes a leaf entry that maps the frame, or memory outside RAM (NULL). False: it may not, as no
 * frame is writable in a component's table and executable in the same or another one's. Clients'
 * tables do not count, as unmodified programs need both. */
bool pagetable_map(const struct frame *root, uint64_t address, uint64_t *entry, uint64_t value,
                   struct frame *f);
/* Clears a leaf entry. Returns whether a page was mapped there. */
bool pagetable_unmap(const struct frame *root, uint64_t address, uint64_t *entry);
/* Ends a node (reclamation): it leaves its parent and releases its pages or subtrees. EBUSY: it is
 * a component's root; OP_AGAIN. */
int pagetable_end(struct frame *f);

#endif
