/* SPDX-License-Identifier: BSD-2-Clause */
#include "image_access.h"

unsigned grants_count(uint64_t id, enum evm_grant_type type)
{
    const struct evm_component *c = component(id);
    unsigned count = 0;

    for (uint32_t i = 0; i < c->grant_count; i++)
        count += grants_of(c)[i].type == type;
    return count;
}

bool image_grants(enum evm_grant_type type)
{
    for (uint64_t id = 0; id < image()->component_count; id++)
        if (grants_count(id, type) != 0)
            return true;
    return false;
}
