/* SPDX-License-Identifier: BSD-2-Clause */
#include "authority.h"

#include <cos/abi.h>
#include <cos/start.h>
#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "kinds.h"

/* ---- Disks ----------------------------------------------------------------------------------- */

static void add_disks(struct authorities *list, const struct manifest *manifest,
                      const struct vm *vm)
{
    for (uint32_t i = 0; i < vm->used_disks.count; i++) {
        const char *disk = vm->used_disks.item[i], *part = vm->used_parts.item[i];
        bool writes = disk_use_writes(manifest, vm, i);

        authority_add(list, (struct authority){
                                .kind = AUTHORITY_DISK,
                                .holder = vm->name,
                                .object = text("%s", disk),
                                .what = *part ? text("disk '%s', partition %s", disk, part)
                                              : text("disk '%s'", disk),
                                .right = text("%s", writes ? "rw" : "ro"),
                                .degree = writes,
                            });
    }
}

static void add_driven(struct authorities *list, const struct vm *vm, const char *noun,
                       const char *name)
{
    authority_add(list, (struct authority){
                            .kind = AUTHORITY_DRIVES,
                            .holder = vm->name,
                            .object = text("%s", name),
                            .what = text("driver of %s '%s'", noun, name),
                        });
}

static void add_lent(struct authorities *list, const struct manifest *manifest, uint32_t vm)
{
    for (uint32_t i = 0; i < manifest->disk_count; i++)
        if (manifest->disks[i].lender == vm + 1)
            add_driven(list, &manifest->vms[vm], "disk", manifest->disks[i].name);
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        if (manifest->switches[i].lender == vm + 1)
            add_driven(list, &manifest->vms[vm], "the uplink of switch",
                       manifest->switches[i].name);
}

/* ---- Other components ------------------------------------------------------------------------ */

static const struct vm *vm_at(const struct manifest *manifest, uint64_t component)
{
    uint32_t users = manifest->vm_count - manifest->service_count;
    uint64_t first = manifest_component(0);

    return component >= first && component - first < users ? &manifest->vms[component - first]
                                                           : NULL;
}

static void add_call(struct authorities *list, const struct vm *vm, const struct vm *peer,
                     const struct evm_grant *grant)
{
    struct authority call = {
        .kind = AUTHORITY_CALL, .holder = vm->name, .object = text("%s", peer->name)};

    if (grant->slot == COS_SLOT_FILES) {
        call.kind = AUTHORITY_FILES;
        call.what = text("files of '%s'", peer->name);
    } else if (grant->slot == COS_SLOT_SOCKETS) {
        call.kind = AUTHORITY_SOCKETS;
        call.what = text("sockets of '%s'", peer->name);
    } else {
        call.what = text("calls to '%s', entry %u", peer->name, (unsigned)grant->b);
        call.label = text("entry %u", (unsigned)grant->b);
    }
    authority_add(list, call);
}

/* Links of a service to a VM come with what the VM drives. */
static void add_peers(struct authorities *list, const struct manifest *manifest,
                      const struct vm *vm)
{
    uint32_t self = manifest_component((uint32_t)(vm - manifest->vms));

    for (uint32_t i = 0; i < vm->grant_count; i++) {
        const struct evm_grant *grant = &vm->grants[i];
        const struct vm *peer = vm_at(manifest, grant->a);

        if (grant->type == EVM_GRANT_CALL && peer)
            add_call(list, vm, peer, grant);
        else if (grant->type == EVM_GRANT_LINK && peer && vm_at(manifest, self))
            authority_add(list, (struct authority){
                                    .kind = AUTHORITY_LINK,
                                    .holder = vm->name,
                                    .object = text("%s", peer->name),
                                    .what = text("memory shared with '%s'", peer->name),
                                    .right = size_text(grant->b * COS_PAGE_SIZE),
                                    .degree = grant->b,
                                });
    }
    for (uint32_t i = 0; i < vm->signals.count; i++)
        authority_add(list, (struct authority){
                                .kind = AUTHORITY_SIGNAL,
                                .holder = vm->name,
                                .object = text("%s", vm->signals.item[i]),
                                .what = text("signals to '%s'", vm->signals.item[i]),
                            });
}

/* ---- The machine ----------------------------------------------------------------------------- */

static const char *device_name(uint64_t ids)
{
    return ids == VIRTIO_NET   ? ", virtio network interface"
           : ids == VIRTIO_BLK ? ", virtio disk"
           : ids == VIRTIO_RNG ? ", virtio source of entropy"
           : ids == I6300ESB   ? ", 6300ESB watchdog"
                               : "";
}

static char *io_text(const struct evm_grant *grant)
{
    if (grant->type == EVM_GRANT_IRQ)
        return text("interrupt line %u", (unsigned)grant->a);
    if (grant->type == EVM_GRANT_PORTS)
        return text(grant->a == grant->b ? "I/O port %#x" : "I/O ports %#x-%#x", (unsigned)grant->a,
                    (unsigned)grant->b);
    char *bytes = size_text(grant->b * COS_PAGE_SIZE);
    char *whole = text("device memory %#llx+%s", (unsigned long long)grant->a, bytes);

    free(bytes);
    return whole;
}

static char *pci_text(const struct evm_grant *grant)
{
    char *index = grant->b ? text(":%u", (unsigned)grant->b) : text("%s", "");
    char *whole = text("PCI device %04x:%04x%s", (unsigned)(grant->a >> 16),
                       (unsigned)(grant->a & 0xffff), index);

    free(index);
    return whole;
}

static bool add_machine_grant(struct authorities *list, const struct vm *vm,
                              const struct evm_grant *grant)
{
    struct authority found = {.holder = vm->name};

    if (grant->type == EVM_GRANT_IRQ || grant->type == EVM_GRANT_PORTS ||
        grant->type == EVM_GRANT_MMIO) {
        found.kind = AUTHORITY_IO;
        found.object = io_text(grant);
        found.what = text("%s", found.object);
    } else if (grant->type == EVM_GRANT_PCI) {
        found.kind = AUTHORITY_PCI;
        found.object = pci_text(grant);
        found.what = text("%s%s", found.object, device_name(grant->a));
    } else if (grant->type == EVM_GRANT_BOOTER) {
        found.kind = AUTHORITY_BOOTER;
        found.object = text("booter");
        found.what = text("creation and destruction of VMs (booter)");
    } else {
        return false;
    }
    authority_add(list, found);
    return grant->type == EVM_GRANT_PCI;
}

static void add_machine(struct authorities *list, const struct vm *vm)
{
    bool devices = false;

    for (uint32_t i = 0; i < vm->grant_count; i++)
        devices |= add_machine_grant(list, vm, &vm->grants[i]);
    if (devices && vm->dma_trusted)
        authority_add(list, (struct authority){
                                .kind = AUTHORITY_DMA,
                                .holder = vm->name,
                                .object = text("memory"),
                                .what = text("all memory of the machine, by its devices (dma: "
                                             "trusted)"),
                            });
    if (vm->control)
        authority_add(list, (struct authority){
                                .kind = AUTHORITY_CONTROL,
                                .holder = vm->name,
                                .object = text("control"),
                                .what = text("end and restart of all VMs, and the system's end"),
                            });
    if (vm->rng)
        authority_add(list, (struct authority){
                                .kind = AUTHORITY_RNG,
                                .holder = vm->name,
                                .object = text("rng"),
                                .what = text("the machine's source of entropy"),
                            });
}

/* ---- All ------------------------------------------------------------------------------------- */

void authorities_list(const struct manifest *manifest, struct authorities *list)
{
    for (uint32_t i = 0; i < manifest->vm_count; i++) {
        const struct vm *vm = &manifest->vms[i];

        add_ports(list, manifest, vm);
        add_disks(list, manifest, vm);
        add_peers(list, manifest, vm);
        add_lent(list, manifest, i);
        add_machine(list, vm);
    }
}

void authorities_free(struct authorities *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        free(list->item[i].object);
        free(list->item[i].what);
        free(list->item[i].right);
        free(list->item[i].label);
    }
    free(list->item);
    *list = (struct authorities){0};
}
