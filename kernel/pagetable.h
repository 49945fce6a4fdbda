/* SPDX-License-Identifier: BSD-2-Clause */
/* Page tables: radix trees of nodes that their holders donate. The entry
 * format is the machine's. */
#ifndef KERNEL_PAGETABLE_H
#define KERNEL_PAGETABLE_H

#include "cap.h"

/* Address of the entry for `address` in the node of that level (1 = leaf), NULL if a node
 * on the way is missing. */
uint64_t *pagetable_entry(const struct frame *root, uint64_t address, unsigned level);
/* Puts a zeroed node in the first missing place on the way to `address`; its level, or EEXIST. */
int pagetable_grow(const struct frame *root, uint64_t address, struct frame *node);
/* Whether that value may take the place of an entry: no frame is writable in one component's table
 * and executable in one. Clients' tables do not count, as unmodified programs want both. */
bool pagetable_exclusive(const struct frame *root, uint64_t old, uint64_t value);
/* Writes a leaf entry (0 = unmap), keeps the count of the old and the new frame's mappings.
 * True: there was one. */
bool pagetable_set(const struct frame *root, uint64_t address, uint64_t *entry, uint64_t value);
/* Ends a node (reclamation): its pages or subtrees are let go, its parent forgets it.
 * EBUSY: a component's root. */
int pagetable_end(struct frame *f);

#endif
