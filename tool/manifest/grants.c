/* SPDX-License-Identifier: BSD-2-Clause */
/* Grants of a VM: capabilities, links and signals. */
#include <cos/abi.h>
#include <cos/start.h>
#include <stdio.h>

#include "check.h"

void add_grant(struct check *check, enum evm_grant_type type, uint32_t slot, uint64_t a, uint64_t b)
{
    struct vm *vm = check->vm;

    vm->grants = need_more(vm->grants, (vm->grant_count + 1) * sizeof(*vm->grants));
    vm->grants[vm->grant_count++] = (struct evm_grant){type, slot, a, b};
}

bool add_signal(struct check *check, uint32_t component)
{
    const struct vm *vm = check->vm;
    unsigned signals = 0;

    for (uint32_t i = 0; i < vm->grant_count; i++)
        signals += vm->grants[i].type == EVM_GRANT_SIGNAL;
    if (signals < COS_SIGNALS)
        add_grant(check, EVM_GRANT_SIGNAL, 0, component, 0);
    return signals < COS_SIGNALS;
}

/* Lent interfaces are numbered behind the others, other kinds by themselves. */
static uint32_t next_unit(const struct vm *vm, uint32_t kind)
{
    uint32_t unit = kind == EVM_CHANNEL_ETHER_LENT ? vm->interface_count : 0;

    for (uint32_t i = 0; i < vm->channel_count; i++)
        unit += vm->channels[i].kind == kind;
    return unit;
}

void add_channel(struct check *check, const char *name, const struct evm_channel *channel)
{
    struct vm *vm = check->vm;
    struct evm_channel *added;

    vm->channels = need_more(vm->channels, (vm->channel_count + 1) * sizeof(*vm->channels));
    added = &vm->channels[vm->channel_count];
    *added = *channel;
    added->unit = next_unit(vm, channel->kind);
    snprintf(added->name, sizeof(added->name), "%s", name);
    vm->channel_count++;
}

uint32_t add_link(struct check *check, uint32_t component, uint64_t bytes)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < check->vm->grant_count; i++)
        number += check->vm->grants[i].type == EVM_GRANT_LINK;
    add_grant(check, EVM_GRANT_LINK, 0, component, bytes / COS_PAGE_SIZE);
    add_signal(check, component);
    return number;
}

void answer_links(struct check *check)
{
    uint32_t self = manifest_component(check->index);

    for (uint32_t i = 0; i < check->manifest->vm_count; i++) {
        const struct vm *owner = &check->manifest->vms[i];

        for (uint32_t j = 0; j < owner->grant_count; j++)
            if (owner->grants[j].type == EVM_GRANT_LINK && owner->grants[j].a == self)
                add_grant(check, EVM_GRANT_SIGNAL, 0, manifest_component(i), 0);
    }
}

void check_link_count(const struct check *check)
{
    unsigned links = 0;

    for (uint32_t i = 0; i < check->vm->grant_count; i++)
        links += check->vm->grants[i].type == EVM_GRANT_LINK;
    if (links > COS_LINKS_EACH)
        diag_add(check->diag, place_of(check, "name", -1),
                 "vm '%s': %u links; expected at most %d: 'links', 'net', 'disks' and 'uses' make "
                 "them",
                 check->vm->name, links, COS_LINKS_EACH);
}
