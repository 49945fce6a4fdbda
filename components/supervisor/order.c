/* SPDX-License-Identifier: BSD-2-Clause */
#include "order.h"

#include <stdbool.h>

#define BIT(id) (1ull << (id))

_Static_assert(EVM_COMPONENTS <= 64, "a word has a bit for each");

static uint64_t uses[EVM_COMPONENTS]; /* bits of components that it uses, directly or through
                                         others */
static uint64_t late;                 /* services, and what they use */
static uint64_t count;

static const struct evm_component *component_of(const struct evm_image *image, uint64_t id)
{
    return (const struct evm_component *)((const char *)image + image->components) + id;
}

/* Returns the bits of the components that its grants of that type name. */
static uint64_t named(const struct evm_image *image, uint64_t id, enum evm_grant_type type)
{
    const struct evm_component *c = component_of(image, id);
    const struct evm_grant *grants = (const struct evm_grant *)((const char *)image +
                                                                image->grants) +
                                     c->grant_first;
    uint64_t found = 0;

    for (uint32_t i = 0; i < c->grant_count; i++)
        found |= grants[i].type == type ? BIT(grants[i].a) : 0;
    return found;
}

/* Both ends of a link signal each other, so such a signal does not count as use. */
static void find_direct(const struct evm_image *image)
{
    uint64_t linked[EVM_COMPONENTS] = {0};

    for (uint64_t id = 0; id < count; id++) {
        uses[id] = named(image, id, EVM_GRANT_LINK);
        linked[id] |= uses[id];
        for (uint64_t peer = 0; peer < count; peer++)
            linked[peer] |= uses[id] & BIT(peer) ? BIT(id) : 0;
    }
    for (uint64_t id = 0; id < count; id++) {
        uses[id] |= component_of(image, id)->after | named(image, id, EVM_GRANT_CALL) |
                    (named(image, id, EVM_GRANT_SIGNAL) & ~linked[id]);
    }
}

void order_find(const struct evm_image *image)
{
    count = image->component_count;
    find_direct(image);
    for (uint64_t by = 0; by < count; by++)
        for (uint64_t id = 0; id < count; id++)
            uses[id] |= uses[id] & BIT(by) ? uses[by] : 0;
    late = 0;
    for (uint64_t id = 0; id < count; id++)
        late |= component_of(image, id)->flags & EVM_SERVICE ? BIT(id) | uses[id] : 0;
}

uint64_t order_before(uint64_t id)
{
    uint64_t before = 0;

    for (uint64_t other = 0; other < count; other++) {
        bool is_user = uses[other] & BIT(id) && !(uses[id] & BIT(other));

        before |= is_user || (late & BIT(id) && !(late & BIT(other))) ? BIT(other) : 0;
    }
    return before;
}
