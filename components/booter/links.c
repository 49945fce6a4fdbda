/* SPDX-License-Identifier: BSD-2-Clause */
/* Links: what the image declares, and the frames behind it. */
#include "common.h"

#include <cos/syscall.h>

static uint8_t lent[EVM_COMPONENTS]; /* by owner: bits of its links */

_Static_assert(COS_LINKS_EACH <= 8, "a byte has a bit for each");

bool link_at(uint64_t owner, unsigned index, struct link *link)
{
    const struct evm_component *c = component(owner);
    uint64_t page = runs[owner][RUN_LINKS].first;
    unsigned number = 0;

    for (uint32_t i = 0; i < c->grant_count; i++) {
        const struct evm_grant *g = grants_of(c) + i;

        if (g->type != EVM_GRANT_LINK) {
            continue;
        }
        if (number == index) {
            *link = (struct link){ owner, g->a, COS_LINK_ADDRESS(owner, index), g->b, index, page };
            return true;
        }
        number++;
        page += g->b;
    }
    return false;
}

bool link_with(uint64_t id, unsigned index, struct link *link)
{
    for (uint64_t i = 0; i < image()->component_count; i++) {
        uint64_t owner = i == 0 ? id : i <= id ? i - 1 : i;

        for (unsigned number = 0; link_at(owner, number, link); number++) {
            if ((owner == id || link->peer == id) && index-- == 0) {
                return true;
            }
        }
    }
    return false;
}

int64_t links_allocate(uint64_t owner)
{
    struct link link;
    uint64_t pages = 0;

    for (unsigned i = 0; link_at(owner, i, &link); i++) {
        pages += link.pages;
    }
    return run_allocate(&runs[owner][RUN_LINKS], pages);
}

/* From the first page up: lib/link relies on it. */
int64_t links_clear(uint64_t owner)
{
    const struct run *links = &runs[owner][RUN_LINKS];
    int64_t error = 0;

    for (uint32_t page = 0; page < links->pages && error == 0; page++) {
        error = cos_zero(SLOT_RAM(links->ram), links->first + page);
    }
    return error;
}

void link_lend(const struct link *link, bool on)
{
    uint8_t bit = (uint8_t)(1u << link->number);

    lent[link->owner] = on ? lent[link->owner] | bit : lent[link->owner] & (uint8_t)~bit;
}

bool links_lent(uint64_t owner)
{
    return lent[owner] != 0;
}

/* The first one of the owner's that is lent to that component. */
static bool find_lent(uint64_t owner, uint64_t peer, struct link *link)
{
    for (unsigned i = 0; lent[owner] >> i != 0; i++) {
        if (lent[owner] >> i & 1 && link_at(owner, i, link) && link->peer == peer) {
            return true;
        }
    }
    return false;
}

void links_return(uint64_t peer)
{
    struct link link;

    for (uint64_t owner = 0; owner < image()->component_count; owner++) {
        while (find_lent(owner, peer, &link)) {
            link_lend(&link, false);
        }
    }
}

uint64_t links_awaited(uint64_t peer)
{
    struct link link;

    for (uint64_t owner = EVM_SUPERVISOR + 1; owner < image()->component_count; owner++) {
        if (!alive[owner] && find_lent(owner, peer, &link)) {
            return owner;
        }
    }
    return EVM_BOOTER;
}
