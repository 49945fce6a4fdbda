/* SPDX-License-Identifier: BSD-2-Clause */
/* Links that devices of their owners' peers access. */
#ifndef BOOTER_LOANS_H
#define BOOTER_LOANS_H

#include <stdbool.h>
#include <stdint.h>

#include "links.h"

/* Lends a link, or ends that. While devices of the owner's peer may access a link it is lent, and
 * is not cleared. */
void link_lend(const struct link *link, bool lent);
/* Whether one of the owner's links is lent. */
bool links_lent(uint64_t owner);
/* Returns all links that are lent to the component, as its devices have stopped. */
void links_return(uint64_t peer);
/* The first component, from that id on, that has come to its end, of which all have been told then,
 * and has a link lent to that peer; EVM_BOOTER: none. */
uint64_t loans_awaited(uint64_t peer, uint64_t first);

#endif
