/* SPDX-License-Identifier: BSD-2-Clause */
/* What only one component may have: the tool's rules again, as another program may have written the
 * image. */
#include <evm/reserved.h>

#include "common.h"

static bool is_claimed_before(uint64_t id, const struct evm_grant *g)
{
    for (uint64_t other = 0; other < id; other++) {
        const struct evm_component *c = component(other);

        for (uint32_t i = 0; i < c->grant_count; i++)
            if (evm_grants_clash(grants_of(c) + i, g))
                return true;
    }
    return false;
}

const char *claim_refusal(uint64_t id, const struct evm_grant *g)
{
    uint64_t first, last;

    if (!evm_grant_span(g, &first, &last))
        return NULL;
    if (id > EVM_SUPERVISOR && evm_reserved_by(g) != NULL)
        return "a grant of what belongs to the kernel or a root component";
    return is_claimed_before(id, g) ? "a grant of what another component has, too" : NULL;
}
