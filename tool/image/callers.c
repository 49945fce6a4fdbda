/* SPDX-License-Identifier: BSD-2-Clause */
#include "callers.h"

#include <string.h>

#define BIT(index) (1ull << (index))

/* Returns the bits of all components of that kind; there is one of each root kind. */
static uint64_t of_kind(const struct evm_component *components, uint32_t count, enum evm_kind kind)
{
    uint64_t found = 0;

    for (uint32_t i = 0; i < count; i++)
        found |= components[i].kind == kind ? BIT(i) : 0;
    return found;
}

/* Returns the components that a thread of this kind calls. All but the booter and the scheduler
 * have gates (components/booter, tables.c) to the scheduler, the console and the supervisor; the
 * supervisor calls the booter. */
static uint64_t calls_of_root(const struct evm_component *components, uint32_t count,
                              enum evm_kind kind)
{
    uint64_t sched = of_kind(components, count, EVM_SCHED);

    if (kind == EVM_SCHED)
        return 0;
    if (kind == EVM_BOOTER)
        return sched;
    return sched | of_kind(components, count, EVM_CONSOLE) |
           of_kind(components, count, EVM_SUPERVISOR) |
           (kind == EVM_SUPERVISOR ? of_kind(components, count, EVM_BOOTER) : 0);
}

static uint64_t calls_granted(const struct evm_component *components, uint32_t count,
                              const struct evm_component *c, const struct evm_grant *grants)
{
    uint64_t calls = 0;

    for (uint32_t i = c->grant_first; i < c->grant_first + c->grant_count; i++)
        if (grants[i].type == EVM_GRANT_CALL)
            calls |= BIT(grants[i].a);
        else if (grants[i].type == EVM_GRANT_BOOTER)
            calls |= of_kind(components, count, EVM_BOOTER);
    return c->flags & EVM_DEVICES ? calls | of_kind(components, count, EVM_BOOTER) : calls;
}

void callers_find(const struct evm_component *components, uint32_t count,
                  const struct evm_grant *grants, uint64_t into[EVM_COMPONENTS])
{
    uint64_t reaches[EVM_COMPONENTS], all = count < EVM_COMPONENTS ? BIT(count) - 1 : UINT64_MAX;

    memset(into, 0, EVM_COMPONENTS * sizeof(*into));
    for (uint32_t i = 0; i < count; i++)
        reaches[i] = calls_of_root(components, count, components[i].kind) |
                     calls_granted(components, count, &components[i], grants);
    for (uint32_t through = 0; through < count; through++)
        for (uint32_t i = 0; i < count; i++)
            reaches[i] |= reaches[i] & BIT(through) ? reaches[through] : 0;
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t from = 0; from < count; from++)
            into[i] |= reaches[from] & BIT(i) ? BIT(from) : 0;
        /* Each thread that faults enters the supervisor, which prints the fault of a root component
         * on the console at once. */
        if (components[i].kind == EVM_SUPERVISOR || components[i].kind == EVM_CONSOLE)
            into[i] = all;
    }
}
