/* SPDX-License-Identifier: BSD-2-Clause */
/* Links: memory that two components share. A component owns the links among its grants; their
 * frames are its run RUN_LINKS, one link behind the other, from boot on for ever. */
#ifndef BOOTER_LINKS_H
#define BOOTER_LINKS_H

#include <stdbool.h>
#include <stdint.h>

struct link {
    uint64_t owner, peer, address, pages;
    unsigned number; /* among its owner's */
    uint64_t page;   /* its first one, in the region of its owner's run */
};

/* The link of that number among the owner's; false: it has not so many. */
bool link_at(uint64_t owner, unsigned index, struct link *link);
/* The link of that number among those that the component has, its own first;
 * false: it has not so many. */
bool link_with(uint64_t id, unsigned index, struct link *link);
/* Takes the frames of all its links. ENOMEM. */
int64_t links_allocate(uint64_t owner);
/* Zeroes them: a stage. None is lent. */
int64_t links_clear(uint64_t owner, uint64_t *done);

#endif
