/* SPDX-License-Identifier: BSD-2-Clause */
/* The priorities of disks and switches for which the manifest gives none. They charge the VMs that
 * use them for their work, which only a component of higher priority may (SCHED_CHARGE). */
#include <stdlib.h>

#include "base/words.h"
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

/* ---- Do users pay? --------------------------------------------------------------------------- */

/* Reports a disk or switch that could not charge that user's budget for its work: the user would
 * get more of the CPU than its budget, at the cost of others. */
static void check_payer(const struct check *check, const char *noun, const char *list,
                        const char *name, uint32_t number, uint32_t urgency, const struct vm *user)
{
    if (!user->cpu.budget || user->cpu.urgency < urgency)
        return;
    char *mend = user->cpu.urgency < VM_PRIORITY_MAX
                     ? text("a priority from %u on", user->cpu.urgency + 1)
                     : text("%s", "no such key, which puts it above all VMs");

    diag_add(check->diag, manifest_item_place(check->manifest, list, number, "priority", -1),
             "%s '%s': key 'priority': VM '%s', which uses it, has priority %u and a budget, from "
             "which only a higher priority may take the time for its work; expected %s",
             noun, name, user->name, user->cpu.urgency, mend);
    free(mend);
}

void check_payers(const struct check *check)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->vm_count; i++)
        for (uint32_t disk = 0; disk < manifest->disk_count; disk++)
            if (strings_have(&manifest->vms[i].used_disks, manifest->disks[disk].name))
                check_payer(check, "disk", "disks", manifest->disks[disk].name, disk,
                            manifest->disks[disk].cpu.urgency, &manifest->vms[i]);
    for (uint32_t i = 0; i < manifest->port_count; i++) {
        const struct netswitch *netswitch = manifest->ports[i].netswitch;

        check_payer(check, "switch", "switches", netswitch->name,
                    (uint32_t)(netswitch - manifest->switches), netswitch->cpu.urgency,
                    &manifest->vms[manifest->ports[i].vm_index]);
    }
}
