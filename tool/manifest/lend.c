/* SPDX-License-Identifier: BSD-2-Clause */
/* NetBSD VMs that drive the device of a switch or disk, in place of eVM's own driver, and lend it
 * (key `driver`). */
#include <stdlib.h>
#include <string.h>

#include <cos/abi.h>

#include "base/words.h"
#include "check.h"

#define WANTED "a VM with a NetBSD guest and a PCI device"

static struct place place_of_driver(const struct check *check, const struct lending *lending)
{
    return manifest_item_place(check->manifest, lending->list, lending->number, "driver", -1);
}

static void unknown_lender(const struct check *check, const struct lending *lending)
{
    const struct manifest *manifest = check->manifest;

    if (manifest_dropped(manifest, lending->driver))
        return;
    const char **names = need((manifest->vm_count + 1) * sizeof(*names));

    for (uint32_t i = 0; i < manifest->vm_count; i++)
        names[i] = manifest->vms[i].guest == GUEST_NETBSD ? manifest->vms[i].name : NULL;
    const char *near = nearest(lending->driver, names, manifest->vm_count);

    diag_add(check->diag, place_of_driver(check, lending),
             near ? "%s '%s': key 'driver': no VM '%s'; did you mean '%s'?"
                  : "%s '%s': key 'driver': no VM '%s'; expected the name of " WANTED,
             lending->noun, lending->name, lending->driver, near);
    free(names);
}

/* Returns what is wrong with the VM, or NULL. */
static const char *problem_of(const struct vm *vm)
{
    if (vm->guest != GUEST_NETBSD)
        return WANTED;
    if (!vm->pci.count)
        return "a VM with a device of its own (key 'pci')";
    if (vm->dormant)
        return "a VM that is started with the system, without 'dormant'";
    if (vm->client.count)
        return "a VM without a client of its own: it runs what lends the device";
    return NULL;
}

uint32_t find_lender(const struct check *check, const struct lending *lending)
{
    const struct manifest *manifest = check->manifest;
    uint32_t index = 0;

    while (index < manifest->vm_count && strcmp(manifest->vms[index].name, lending->driver))
        index++;
    if (index == manifest->vm_count) {
        unknown_lender(check, lending);
        return 0;
    }
    const char *problem = problem_of(&manifest->vms[index]);

    if (problem) {
        diag_add(check->diag, place_of_driver(check, lending),
                 "%s '%s': key 'driver': '%s' is wrong; expected %s", lending->noun, lending->name,
                 lending->driver, problem);
        return 0;
    }
    return index + 1;
}

/* Returns the switch that is the component, if the VM drives its uplink; else NULL. */
static const struct netswitch *find_borrower(const struct check *check, uint32_t component)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->switch_count; i++)
        if (manifest->switches[i].lender == check->index + 1 &&
            switch_component(manifest, i) == component)
            return &manifest->switches[i];
    return NULL;
}

/* Returns true if the owner's link of that number is of that kind. */
static bool is_kind(const struct vm *owner, uint32_t number, enum evm_channel_kind kind)
{
    for (uint32_t i = 0; i < owner->channel_count; i++)
        if (owner->channels[i].kind == kind && owner->channels[i].index == number)
            return true;
    return false;
}

/* Returns true if the component is the service for the disk that the VM drives. */
static bool is_service(const struct check *check, uint32_t component)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->disk_count; i++)
        if (manifest->disks[i].lender == check->index + 1 && manifest->disks[i].shared &&
            block_component(manifest, i) == component)
            return true;
    return false;
}

static bool is_read_only(const struct check *check)
{
    bool found = false;

    for (uint32_t i = 0; i < check->manifest->disk_count; i++)
        found = found || (check->manifest->disks[i].lender == check->index + 1 &&
                          check->manifest->disks[i].readonly);
    return found;
}

/* Says what the VM's link `number` is for, which is link `owners` of its owner. */
static void describe_link(struct check *check, uint32_t number, uint32_t owner, uint32_t owners)
{
    const struct netswitch *netswitch = find_borrower(check, manifest_component(owner));
    const struct vm *vm = &check->manifest->vms[owner];
    struct evm_channel channel = {.index = number};

    if (netswitch) {
        channel.kind = EVM_CHANNEL_ETHER_LENT;
        channel.mtu = netswitch->mtu_bytes;
        add_channel(check, netswitch->name, &channel);
    } else if (is_service(check, manifest_component(owner)) ||
               (check->vm->lends_disk && is_kind(vm, owners, EVM_CHANNEL_DISK))) {
        channel.kind = EVM_CHANNEL_DISK_LENT;
        channel.read_only = is_read_only(check);
        add_channel(check, vm->name, &channel);
    } else if (is_kind(vm, owners, EVM_CHANNEL_LINK)) {
        channel.kind = EVM_CHANNEL_LINK;
        add_channel(check, vm->name, &channel);
    }
}

/* Describes links of others to the VM, which are behind its own. */
static void describe_links(struct check *check)
{
    uint32_t self = manifest_component(check->index), number = 0;

    for (uint32_t i = 0; i < check->vm->grant_count; i++)
        number += check->vm->grants[i].type == EVM_GRANT_LINK;
    for (uint32_t i = 0; i < check->manifest->vm_count; i++) {
        const struct vm *owner = &check->manifest->vms[i];
        uint32_t owners = 0;

        for (uint32_t j = 0; j < owner->grant_count; j++) {
            if (owner->grants[j].type == EVM_GRANT_LINK && owner->grants[j].a == self)
                describe_link(check, number++, i, owners);
            owners += owner->grants[j].type == EVM_GRANT_LINK;
        }
    }
}

void answer_borrowers(struct check *check)
{
    for (check->index = 0; check->index < check->manifest->vm_count; check->index++) {
        check->vm = &check->manifest->vms[check->index];
        describe_links(check);
        if (check->vm->lends_net || check->vm->lends_disk)
            answer_links(check);
    }
}
