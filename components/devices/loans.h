/* SPDX-License-Identifier: BSD-2-Clause */
/* Links that devices of their owners' peers access. */
#ifndef DEVICES_LOANS_H
#define DEVICES_LOANS_H

#include <booter/for_devices.h>

/* A link is lent while devices of its owner's peer may have to do with it. It is not cleared
 * then. */
void link_lend(const struct link *link, bool lent);
/* Whether one of the owner's links is lent. */
bool links_lent(uint64_t owner);
/* The component's devices have been silenced, and have let go of all links. */
void links_return(uint64_t peer);

#endif
