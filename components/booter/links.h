/* SPDX-License-Identifier: BSD-2-Clause */
/* Links: memory that two components share. A component owns the links among its grants; their
 * frames are its run RUN_LINKS, one link after the other, from boot on for ever. */
#ifndef BOOTER_LINKS_H
#define BOOTER_LINKS_H

#include <stdbool.h>
#include <stdint.h>

struct link {
    uint64_t owner, peer, address, pages;
    unsigned number; /* among its owner's */
    uint64_t page;   /* first page, in the region of its owner's run */
};

/* Finds the owner's link of that number; false: there is none. */
bool link_at(uint64_t owner, unsigned index, struct link *link);
/* Finds the link of that number among all those of the component, its own first; false: there is
 * none. */
bool link_with(uint64_t id, unsigned index, struct link *link);
/* Takes the frames of all its links. ENOMEM. */
int64_t links_allocate(uint64_t owner);
/* Zeroes them, while none is lent: a stage. */
int64_t links_clear(uint64_t owner, uint64_t *done);

#endif
