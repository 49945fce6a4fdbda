/* SPDX-License-Identifier: BSD-2-Clause */
/* The priorities of disks and switches for which the manifest gives none. They charge the VMs that
 * use them for their work, which only a component of higher priority may (SCHED_CHARGE). */
#include "check.h"

static uint32_t above(uint32_t urgency)
{
    return urgency < VM_PRIORITY_SERVICE ? VM_PRIORITY_SERVICE : SERVICE_PRIORITY;
}

static void raise_to(uint32_t *urgency, uint32_t to)
{
    *urgency = *urgency < to ? to : *urgency;
}

static uint32_t most_urgent_user(const struct manifest *manifest, const struct disk *disk)
{
    uint32_t most = 0;

    for (uint32_t i = 0; i < manifest->vm_count; i++) {
        const struct vm *vm = &manifest->vms[i];

        if (strings_have(&vm->used_disks, disk->name))
            raise_to(&most, vm->cpu.urgency);
    }
    return most;
}

static uint32_t most_urgent_port(const struct manifest *manifest, const struct netswitch *netswitch)
{
    uint32_t most = 0;

    for (uint32_t i = 0; i < manifest->port_count; i++)
        if (manifest->ports[i].netswitch == netswitch)
            raise_to(&most, manifest->vms[manifest->ports[i].vm_index].cpu.urgency);
    return most;
}

void choose_urgency(struct manifest *manifest)
{
    for (uint32_t i = 0; i < manifest->disk_count; i++) {
        struct disk *disk = &manifest->disks[i];

        if (!disk->cpu.urgency)
            disk->cpu.urgency = above(most_urgent_user(manifest, disk));
    }
    for (uint32_t i = 0; i < manifest->switch_count; i++) {
        struct netswitch *netswitch = &manifest->switches[i];

        if (!netswitch->cpu.urgency)
            netswitch->cpu.urgency = above(most_urgent_port(manifest, netswitch));
    }
}
