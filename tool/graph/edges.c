/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include "dot.h"
#include "nodes.h"

static bool trusts(const struct authorities *list, const char *holder)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->item[i].kind == AUTHORITY_DMA && !strcmp(list->item[i].holder, holder))
            return true;
    return false;
}

/* Draws the edge from a driver to its device. */
static void draw_device_edge(const struct authorities *list, const char *holder, const char *device,
                             const char *label)
{
    bool trusted = trusts(list, holder);
    char *node = device_node(device);
    char *whole = text("%s%s%s", label, *label && trusted ? "\n" : "",
                       trusted ? "DMA to all memory" : "");

    dot_edge(holder, node, whole, trusted ? LOOK_ALARM : LOOK_USE);
    free(node);
    free(whole);
}

static void draw_io(const struct authority *held)
{
    char *node = device_node(held->object);

    dot_edge(held->holder, node, NULL, LOOK_USE);
    free(node);
}

/* Draws an edge between VMs, or to a service. */
static void draw_peer(const struct authority *held, const char *label, const char *look)
{
    dot_edge(held->holder, held->object, label, look);
}

static void draw_disk_use(const struct manifest *manifest, const struct authority *held)
{
    char *front = disk_front(manifest, held->object);
    const char *part = strchr(held->what, ',');
    char *label = text("%s%s", held->right, part ? part : "");

    dot_edge(held->holder, front, label, LOOK_USE);
    free(front);
    free(label);
}

/* Returns what the port may do beyond the switch. */
static const char *beyond(const struct authorities *list, const struct authority *port)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const struct authority *held = &list->item[i];

        if (held->kind == AUTHORITY_OUTSIDE && !strcmp(held->holder, port->holder) &&
            !strcmp(held->by, port->object))
            return held->degree ? "\nconnects beyond" : "\nanswers beyond";
    }
    return "";
}

static void draw_port(const struct authorities *list, const struct authority *held)
{
    char *node = text("%s.switch", held->object);
    char *label = text("%s%s", held->right, beyond(list, held));

    dot_edge(held->holder, node, label, LOOK_BOTH);
    free(node);
    free(label);
}

static void draw_forward(const struct authority *held)
{
    char *node = device_node(held->object);

    dot_edge(node, held->holder, held->label, LOOK_CONNECT);
    free(node);
}

static void draw_held(const struct manifest *manifest, const struct authorities *list,
                      const struct authority *held)
{
    switch (held->kind) {
    case AUTHORITY_DISK:
        draw_disk_use(manifest, held);
        break;
    case AUTHORITY_PORT:
        draw_port(list, held);
        break;
    case AUTHORITY_PEER:
        draw_peer(held, held->by, LOOK_CONNECT ", constraint=false");
        break;
    case AUTHORITY_FORWARD:
        draw_forward(held);
        break;
    case AUTHORITY_CALL:
        draw_peer(held, held->label, LOOK_USE);
        break;
    case AUTHORITY_SIGNAL:
        draw_peer(held, "signals", "style=dotted");
        break;
    case AUTHORITY_LINK:
        draw_peer(held, held->right, LOOK_BOTH ", style=bold");
        break;
    case AUTHORITY_FILES:
        draw_peer(held, "files", LOOK_USE);
        break;
    case AUTHORITY_SOCKETS:
        draw_peer(held, "sockets", LOOK_USE);
        break;
    case AUTHORITY_BOOTER:
        draw_peer(held, NULL, LOOK_ALARM);
        break;
    case AUTHORITY_RNG:
        dot_edge(held->holder, "machine.rng", NULL, LOOK_USE);
        break;
    case AUTHORITY_IO:
        draw_io(held);
        break;
    case AUTHORITY_PCI:
        if (!is_drawn_otherwise(manifest, held))
            draw_device_edge(list, held->holder, held->object, "");
        break;
    case AUTHORITY_OUTSIDE: /* draw_port() */
    case AUTHORITY_DRIVES:  /* draw_ways() */
    case AUTHORITY_CONTROL: /* its role says it */
    case AUTHORITY_DMA:     /* draw_device_edge() */
        break;
    }
}

/* Returns the device that the component has, for the edge's label. */
static const char *pci_of(const struct authorities *list, const char *holder)
{
    for (uint32_t i = 0; i < list->count; i++)
        if (list->item[i].kind == AUTHORITY_PCI && !strcmp(list->item[i].holder, holder))
            return list->item[i].object;
    return "";
}

/* Draws the way from a switch or a disk's service to the device. */
static void draw_way(const struct manifest *manifest, const struct authorities *list,
                     const char *service, const char *own_driver, uint32_t lender,
                     const char *device)
{
    const char *driver = lender ? manifest->vms[lender - 1].name : own_driver;

    if (service)
        dot_edge(service, driver, NULL, LOOK_BOTH);
    draw_device_edge(list, driver, device, pci_of(list, driver));
}

static void draw_ways(const struct manifest *manifest, const struct authorities *list)
{
    for (uint32_t i = 0; i < manifest->disk_count; i++) {
        const struct disk *disk = &manifest->disks[i];
        char *service = disk->shared ? text("%s.block", disk->name) : NULL;
        char *driver = text("%s.disk", disk->name), *device = text("disk %s", disk->name);

        draw_way(manifest, list, service, driver, disk->lender, device);
        free(service);
        free(driver);
        free(device);
    }
    for (uint32_t i = 0; i < manifest->switch_count; i++) {
        const struct netswitch *netswitch = &manifest->switches[i];
        char *service = text("%s.switch", netswitch->name);
        char *driver = text("%s.uplink", netswitch->name);

        if (netswitch->uplink)
            draw_way(manifest, list, service, driver, netswitch->lender, netswitch->uplink);
        free(service);
        free(driver);
    }
}

void draw_edges(const struct manifest *manifest, const struct authorities *list)
{
    for (uint32_t i = 0; i < list->count; i++)
        draw_held(manifest, list, &list->item[i]);
    draw_ways(manifest, list);
}
