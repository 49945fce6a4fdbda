/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Links that devices access: their owner lends them to its peer, which has the devices. If the
 * owner ends, the booter does not make it again, which would clear its links, before each such peer
 * has returned them or has ended.
 */
#include "loans.h"

#include "common.h"

static uint8_t lent[EVM_COMPONENTS]; /* by owner: bits of its links */

_Static_assert(COS_LINKS_EACH <= 8, "a byte has a bit for each");

void link_lend(const struct link *link, bool on)
{
    uint8_t bit = (uint8_t)(1u << link->number);

    lent[link->owner] = on ? lent[link->owner] | bit : lent[link->owner] & (uint8_t)~bit;
}

bool links_lent(uint64_t owner)
{
    return lent[owner] != 0;
}

/* Finds the first link of the owner that is lent to that component. */
static bool find_lent(uint64_t owner, uint64_t peer, struct link *link)
{
    for (unsigned i = 0; lent[owner] >> i != 0; i++)
        if (lent[owner] >> i & 1 && link_at(owner, i, link) && link->peer == peer)
            return true;
    return false;
}

void links_return(uint64_t peer)
{
    struct link link;

    for (uint64_t owner = 0; owner < image()->component_count; owner++)
        while (find_lent(owner, peer, &link))
            link_lend(&link, false);
}

uint64_t loans_awaited(uint64_t peer, uint64_t first)
{
    struct link link;

    for (uint64_t owner = first; owner < image()->component_count; owner++)
        if (!component_exists(owner) && find_lent(owner, peer, &link))
            return owner;
    return EVM_BOOTER;
}
