/* SPDX-License-Identifier: BSD-2-Clause */
#include "nodes.h"

#include <stdlib.h>
#include <string.h>

#include "base/words.h"
#include "dot.h"
#include "manifest/keys.h"

#define FRAME "style=\"rounded,filled\"; color=\"#d5d8dc\"; fillcolor=\"#f8f9f9\"; fontsize=12"

static const char *const guest_looks[GUESTS] = {
    [GUEST_LINUX] = "fillcolor=\"#d6eaf8\"",
    [GUEST_NETBSD] = "fillcolor=\"#fdebd0\"",
    [GUEST_NATIVE] = "fillcolor=\"#e8daef\"",
};

char *device_node(const char *device)
{
    return text("machine: %s", device);
}

char *disk_front(const struct manifest *manifest, const char *disk)
{
    const struct disk *found = manifest->disks;

    while (strcmp(found->name, disk))
        found++;
    if (found->shared)
        return text("%s.block", disk);
    return found->lender ? text("%s", manifest->vms[found->lender - 1].name)
                         : text("%s.disk", disk);
}

static bool ends_with(const char *name, const char *end)
{
    return strlen(name) > strlen(end) && !strcmp(name + strlen(name) - strlen(end), end);
}

static bool is_users(const struct manifest *manifest, const char *name)
{
    for (uint32_t i = 0; i < manifest->vm_count - manifest->service_count; i++)
        if (!strcmp(manifest->vms[i].name, name))
            return true;
    return false;
}

bool is_drawn_otherwise(const struct manifest *manifest, const struct authority *pci)
{
    return !is_users(manifest, pci->holder) &&
           (ends_with(pci->holder, ".disk") || ends_with(pci->holder, ".uplink"));
}

/* ---- VMs and services ------------------------------------------------------------------------ */

static char *share_text(const struct cpu *cpu)
{
    if (!cpu->budget_us)
        return text("priority %u", cpu->urgency);
    return text("priority %u, %u%% CPU", cpu->urgency,
                (unsigned)((uint64_t)cpu->budget_us * 100 / cpu->period_us));
}

static void draw_vm(const struct vm *vm)
{
    char *memory = size_text(vm->memory_bytes), *share = share_text(&vm->cpu);
    char *label = text("%s\n%s%s%s\n%s%s", vm->name, guest_words[vm->guest],
                       vm->memory_bytes ? ", " : "", vm->memory_bytes ? memory : "", share,
                       vm->dormant ? "\ndormant" : "");

    dot_node(vm->name, label, guest_looks[vm->guest]);
    free(memory);
    free(share);
    free(label);
}

static const char *role_of(const struct vm *service)
{
    static const char *const roles[][2] = {
        {".switch", "switch"},
        {".uplink", "driver of the uplink"},
        {".block", "disk service"},
        {".disk", "driver of the disk"},
        {".rng", "driver of entropy"},
        {".watchdog", "driver of the watchdog"},
        {".crashes", "crash records"},
        {".control", "control channel"},
        {".devices", "PCI devices and IOMMU,\nfor all drivers"},
    };

    for (unsigned i = 0; i < COUNT(roles); i++)
        if (ends_with(service->name, roles[i][0]))
            return roles[i][1];
    return "service";
}

static void draw_services(const struct manifest *manifest, bool booter)
{
    const struct vm *end = manifest->vms + manifest->vm_count;

    if (!manifest->service_count && !booter)
        return;
    dot_frame("cluster_services", "services", FRAME);
    for (const struct vm *vm = end - manifest->service_count; vm < end; vm++) {
        char *share = share_text(&vm->cpu);
        char *label = text("%s\n%s\n%s", vm->name, role_of(vm), share);

        dot_node(vm->name, label, "fillcolor=\"#d5f5e3\"");
        free(label);
        free(share);
    }
    if (booter)
        dot_node("booter", "booter\ncreates and destroys VMs", "fillcolor=\"#d5f5e3\"");
    dot_frame_end();
}

/* ---- The machine ----------------------------------------------------------------------------- */

static void draw_device(const char *device, const char *label)
{
    char *name = device_node(device);

    dot_node(name, label, "shape=box, style=filled, fillcolor=\"#eaecee\"");
    free(name);
}

static void draw_disk(const struct disk *disk)
{
    char *device = text("disk %s", disk->name), *size = size_text(disk->bytes);
    char *label = text("disk '%s'\n%s%s\n%s", disk->name, size, disk->readonly ? ", read-only" : "",
                       disk->image);

    draw_device(device, label);
    free(device);
    free(size);
    free(label);
}

static void draw_uplink(const struct netswitch *netswitch)
{
    char *gateway = netswitch->gateway_address
                        ? text("\ngateway %u.%u.%u.%u", netswitch->gateway_address >> 24,
                               netswitch->gateway_address >> 16 & 0xff,
                               netswitch->gateway_address >> 8 & 0xff,
                               netswitch->gateway_address & 0xff)
                        : text("%s", "");
    char *label = text("%s\nthe network beyond '%s'%s%s", netswitch->uplink, netswitch->name,
                       gateway, netswitch->outbound ? "" : "\nVMs answer only");

    draw_device(netswitch->uplink, label);
    free(gateway);
    free(label);
}

/* Draws the ports where this machine's programs reach VMs. */
static void draw_published(const struct authorities *list)
{
    bool begun = false;

    for (uint32_t i = 0; i < list->count; i++) {
        if (list->item[i].kind != AUTHORITY_FORWARD)
            continue;
        if (!begun)
            dot_frame("cluster_published", "published", FRAME);
        begun = true;
        draw_device(list->item[i].object, list->item[i].object);
    }
    if (begun)
        dot_frame_end();
}

/* Draws what VMs have of the machine, or services do. */
static void draw_held(const struct manifest *manifest, const struct authorities *list, bool users)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const struct authority *held = &list->item[i];

        if (is_users(manifest, held->holder) != users)
            continue;
        if (held->kind == AUTHORITY_IO ||
            (held->kind == AUTHORITY_PCI && !is_drawn_otherwise(manifest, held)))
            draw_device(held->object, held->what);
    }
}

static bool has_devices(const struct manifest *manifest, const struct authorities *list, bool users)
{
    for (uint32_t i = 0; i < list->count; i++)
        if ((list->item[i].kind == AUTHORITY_IO || list->item[i].kind == AUTHORITY_PCI) &&
            is_users(manifest, list->item[i].holder) == users)
            return true;
    return false;
}

static void draw_machine(const struct manifest *manifest, const struct authorities *list)
{
    if (has_devices(manifest, list, true)) {
        dot_frame("cluster_devices", "devices that VMs have", FRAME);
        draw_held(manifest, list, true);
        dot_frame_end();
    }
    if (!has_devices(manifest, list, false) && !manifest->disk_count)
        return;
    dot_frame("cluster_machine", "the machine", FRAME);
    for (uint32_t i = 0; i < manifest->disk_count; i++)
        draw_disk(&manifest->disks[i]);
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        if (manifest->switches[i].uplink)
            draw_uplink(&manifest->switches[i]);
    draw_held(manifest, list, false);
    dot_frame_end();
}

void draw_nodes(const struct manifest *manifest, const struct authorities *list)
{
    bool booter = false;

    for (uint32_t i = 0; i < list->count; i++)
        booter |= list->item[i].kind == AUTHORITY_BOOTER;
    draw_published(list);
    dot_frame("cluster_vms", "VMs", FRAME);
    for (uint32_t i = 0; i < manifest->vm_count - manifest->service_count; i++)
        draw_vm(&manifest->vms[i]);
    dot_frame_end();
    draw_services(manifest, booter);
    draw_machine(manifest, list);
}
