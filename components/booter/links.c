/* SPDX-License-Identifier: BSD-2-Clause */
/* Links: the image's declarations, and the frames for them. */
#include "common.h"

bool link_at(uint64_t owner, unsigned index, struct link *link)
{
    const struct evm_component *c = component(owner);
    uint64_t page = runs[owner][RUN_LINKS].first;
    unsigned number = 0;

    for (uint32_t i = 0; i < c->grant_count; i++) {
        const struct evm_grant *g = grants_of(c) + i;

        if (g->type != EVM_GRANT_LINK)
            continue;
        if (number == index) {
            *link = (struct link){owner, g->a, COS_LINK_ADDRESS(owner, index), g->b, index, page};
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

        for (unsigned number = 0; link_at(owner, number, link); number++)
            if ((owner == id || link->peer == id) && index-- == 0)
                return true;
    }
    return false;
}

int64_t links_allocate(uint64_t owner)
{
    struct link link;
    uint64_t pages = 0;

    for (unsigned i = 0; link_at(owner, i, &link); i++)
        pages += link.pages;
    return run_allocate(&runs[owner][RUN_LINKS], pages);
}
