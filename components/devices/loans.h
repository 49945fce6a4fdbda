/* SPDX-License-Identifier: BSD-2-Clause */
/* Links that devices of their owners' peers access. */
#ifndef DEVICES_LOANS_H
#define DEVICES_LOANS_H

#include <booter/for_devices.h>

/* Lends a link, or ends that. While devices of the owner's peer may access a link it is lent, and
 * is not cleared. */
void link_lend(const struct link *link, bool lent);
/* Whether one of the owner's links is lent. */
bool links_lent(uint64_t owner);
/* Returns all links that are lent to the component, as its devices have stopped. */
void links_return(uint64_t peer);

#endif
