/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parts of the machine (evm/machine.h) that no component but their owner may have: `evm check`
 * refuses them in a manifest, the booter in an image. Each device has one owner: both also refuse
 * what two components claim, even by overlapping ranges.
 */
#ifndef EVM_RESERVED_H
#define EVM_RESERVED_H

#include <evm/image.h>
#include <evm/machine.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVM_RESERVED (sizeof evm_reserved / sizeof evm_reserved[0])

/* Sets the range that a grant gives, in the units of the table. False: the table does not cover its
 * type. The grant may be invalid: then last is below first, or both are out of range. */
static inline bool evm_grant_span(const struct evm_grant *g, uint64_t *first, uint64_t *last)
{
    *first = g->a;
    *last = g->type == EVM_GRANT_PORTS  ? g->b
            : g->type == EVM_GRANT_MMIO ? g->a + g->b * 4096 - 1
                                        : g->a;
    return g->type == EVM_GRANT_PORTS || g->type == EVM_GRANT_IRQ || g->type == EVM_GRANT_MMIO ||
           g->type == EVM_GRANT_PCI;
}

/* Returns the entry that a grant overlaps, or NULL. */
static inline const struct evm_reserved *evm_reserved_by(const struct evm_grant *g)
{
    uint64_t first, last;

    for (size_t i = 0; evm_grant_span(g, &first, &last) && i < EVM_RESERVED; i++) {
        const struct evm_reserved *r = &evm_reserved[i];

        if (r->type == g->type && first <= r->last && r->first <= last)
            return r;
    }
    return NULL;
}

/* Whether two grants give the same device, port, line or page; only one component may have both. */
static inline bool evm_grants_clash(const struct evm_grant *g, const struct evm_grant *h)
{
    uint64_t first, last, other_first, other_last;

    return g->type == h->type && evm_grant_span(g, &first, &last) &&
           evm_grant_span(h, &other_first, &other_last) && first <= other_last &&
           other_first <= last && (g->type != EVM_GRANT_PCI || g->b == h->b);
}

#endif
