/* SPDX-License-Identifier: BSD-2-Clause */
/* Ports, interrupt lines, device memory and PCI devices: each belongs to one VM only, and none of
 * the system's own to a VM. */
#include <stdlib.h>

#include <evm/reserved.h>

#include "check.h"

static const char *const kinds[] = {
    [EVM_GRANT_PORTS] = "ports",
    [EVM_GRANT_IRQ] = "a line",
    [EVM_GRANT_MMIO] = "memory",
    [EVM_GRANT_PCI] = "a device",
};

static char *span_text(uint32_t type, uint64_t first, uint64_t last)
{
    if (type == EVM_GRANT_PCI)
        return text("%04llx:%04llx", (unsigned long long)first >> 16,
                    (unsigned long long)first & 0xffff);
    if (type == EVM_GRANT_IRQ)
        return text("%llu", (unsigned long long)first);
    if (first == last)
        return text("0x%llx", (unsigned long long)first);
    return text("0x%llx-0x%llx", (unsigned long long)first, (unsigned long long)last);
}

/* Returns the VM, perhaps this one, that already has part of a resource, and its grant *its. */
static const struct vm *claimant(const struct check *check, const struct evm_grant *grant,
                                 const struct evm_grant **its)
{
    for (uint32_t i = 0; i <= check->index; i++) {
        const struct vm *vm = &check->manifest->vms[i];

        for (uint32_t j = 0; j < vm->grant_count; j++)
            if (evm_grants_clash(&vm->grants[j], grant)) {
                *its = &vm->grants[j];
                return vm;
            }
    }
    return NULL;
}

void add_claim(struct check *check, const char *key, int index, const char *value,
               const struct evm_grant *grant)
{
    const struct evm_reserved *reserved = evm_reserved_by(grant);
    const struct evm_grant *its = NULL;
    const struct vm *other = claimant(check, grant, &its);
    char *expected, *span;
    uint64_t first = 0, last = 0;

    if (!reserved && !other) {
        add_grant(check, grant->type, grant->slot, grant->a, grant->b);
        return;
    }
    if (reserved) {
        span = span_text(grant->type, reserved->first, reserved->last);
        expected = text("%s that a VM may have: %s (%s) is %s; leave it out", kinds[grant->type],
                        span, reserved->what, reserved->whose);
    } else {
        evm_grant_span(its, &first, &last);
        span = span_text(grant->type, first, last);
        expected = other == check->vm
                       ? text("%s that it does not have yet: %s is given before; remove one",
                              kinds[grant->type], span)
                       : text("%s that no other VM has: %s is for '%s'; take it from one of them",
                              kinds[grant->type], span, other->name);
    }
    bad_entry(check, key, index, value, expected);
    free(span);
    free(expected);
}
