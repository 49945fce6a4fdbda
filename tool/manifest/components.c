/* SPDX-License-Identifier: BSD-2-Clause */
/* Index of each component in the image, and their number: root components, the user's VMs, then
 * components for crash records, disks, switches, `rng` and devices. */
#include "check.h"

uint32_t manifest_component(uint32_t vm)
{
    return EVM_NATIVE + vm; /* kinds below it are the root components, one of each */
}

static uint32_t user_vms(const struct manifest *manifest)
{
    return manifest->vm_count - manifest->service_count;
}

uint32_t disk_device(const struct manifest *manifest, uint32_t disk)
{
    uint32_t number = 0;

    for (uint32_t i = 0; i < disk; i++)
        number += !manifest->disks[i].lender;
    return number;
}

/* Returns the first component of the disk, its service or its driver. Components of switches follow
 * those of the last disk. */
static uint32_t first_of_disk(const struct manifest *manifest, uint32_t disk)
{
    uint32_t first = user_vms(manifest) + !!manifest->crashes.disk + disk_device(manifest, disk);

    for (uint32_t i = 0; i < disk; i++)
        first += manifest->disks[i].shared;
    return manifest_component(first);
}

uint32_t disk_component(const struct manifest *manifest, uint32_t disk)
{
    if (manifest->disks[disk].lender)
        return manifest_component(manifest->disks[disk].lender - 1);
    return first_of_disk(manifest, disk) + manifest->disks[disk].shared;
}

uint32_t block_component(const struct manifest *manifest, uint32_t disk)
{
    return first_of_disk(manifest, disk);
}

uint32_t switch_component(const struct manifest *manifest, uint32_t netswitch)
{
    uint32_t component = first_of_disk(manifest, manifest->disk_count);

    for (uint32_t i = 0; i < netswitch; i++)
        component += manifest->switches[i].uplink && !manifest->switches[i].lender ? 2 : 1;
    return component;
}

uint32_t rng_component(const struct manifest *manifest)
{
    return switch_component(manifest, manifest->switch_count);
}

bool rng_wanted(const struct manifest *manifest)
{
    for (uint32_t i = 0; i < manifest->vm_count; i++)
        if (manifest->vms[i].rng)
            return true;
    return false;
}

/* Also before the VMs' grants are known. */
bool devices_wanted(const struct manifest *manifest)
{
    bool wanted = rng_wanted(manifest) || manifest->board.given;

    for (uint32_t i = 0; i < manifest->vm_count; i++)
        wanted = wanted || manifest->vms[i].pci.count || manifest->vms[i].mmio.count;
    for (uint32_t i = 0; i < manifest->disk_count; i++)
        wanted = wanted || !manifest->disks[i].driver;
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        wanted = wanted || (manifest->switches[i].uplink && !manifest->switches[i].driver);
    return wanted;
}
