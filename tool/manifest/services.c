/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Adds the components for disks and switches: a driver for each disk, a switch and the driver of
 * its uplink; the drivers of the machine's source of entropy and of its watchdog; the monitor of
 * the control channel; and last the component that handles PCI devices and the IOMMU. They become
 * VMs behind the user's; only their names have dots. A component's n-th link and n-th signal lead
 * to the same peer: first its own links, then those that lead to it, in the order of the
 * components.
 */
#include <block.h>
#include <blockd.h>
#include <board.h>
#include <ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cos/abi.h>
#include <cos/start.h>
#include <evm/machine.h>
#include <evm/share.h>
#include <netswitch.h>

#include "base/paths.h"
#include "check.h"
#include "image/pages.h"

#define DISK_MEMORY     (64 << 10)
#define DISK_USER       (4 << 10)   /* of the driver's memory, for each user */
#define NIC_MEMORY      (256 << 10) /* for the usual MTU */
#define RNG_MEMORY      (64 << 10)
#define WATCHDOG_MEMORY (16 << 10)
#define MONITOR_MEMORY  (16 << 10)
#define MONITOR_US      500

static const struct restart often = {.policy = {EVM_RESTART_ALWAYS, 10, 1000, 60000}};

/* Adds a configuration, a structure of the service's interface, and returns it, all 0. */
static void *add_config(struct vm *vm, const char *name, size_t bytes)
{
    vm->config_name = name;
    return buffer_extend(&vm->config, bytes);
}

struct vm *add_service(struct check *check, const char *thing, const char *role,
                       const char *program, const struct restart *restart)
{
    struct manifest *manifest = check->manifest;
    char *relative = text("components/%s/%s.elf", program, program);

    manifest->vms = need_more(manifest->vms, (manifest->vm_count + 1) * sizeof(*manifest->vms));
    check->index = manifest->vm_count++;
    check->vm = &manifest->vms[check->index];
    manifest->service_count++;
    *check->vm = (struct vm){
        .name = text("%s.%s", thing, role),
        .guest = GUEST_NATIVE,
        .program_path = path_build(relative),
        .critical = true,
        .service = true,
        .cpu = {.urgency = DRIVER_PRIORITY, .weight = SCHED_WEIGHT},
        .restart = {.policy = restart->policy},
        .dma_trusted = manifest->dma_trusted,
        .spare = manifest->spare,
    };
    free(relative);
    return check->vm;
}

/* Adds the service between driver and VMs that share the disk. */
static void add_block(struct check *check, uint32_t number)
{
    const struct manifest *manifest = check->manifest;
    const struct disk *disk = &manifest->disks[number];
    uint32_t vms = manifest->vm_count;
    struct vm *vm = add_service(check, disk->name, "block", "blockd", &disk->restart);

    vm->cpu.urgency = disk->cpu.urgency;
    vm->memory_bytes = (1 + disk->users) * BLOCKD_LINK_BYTES;
    describe_users(manifest, vms, disk,
                   add_config(vm, BLOCKD_CONFIG, sizeof(struct blockd_config)));
    add_link(check, disk_component(manifest, number), BLOCK_LINK_BYTES);
    answer_links(check);
}

static void add_disk(struct check *check, uint32_t number)
{
    const struct disk *disk = &check->manifest->disks[number];
    struct vm *vm = add_service(check, disk->name, "disk", "virtio_blk", &disk->restart);

    vm->cpu.urgency = disk->cpu.urgency;
    vm->memory_bytes = DISK_MEMORY + (disk->shared ? 1 : disk->users) * DISK_USER;
    add_grant(check, EVM_GRANT_PCI, 0, VIRTIO_BLK, disk_device(check->manifest, number));
    answer_links(check);
}

/* ---- Switches -------------------------------------------------------------------------------- */

/* Returns the number of the port of that name on the switch, whose uplink comes first. */
static unsigned port_number(const struct manifest *manifest, const struct netswitch *netswitch,
                            const char *name)
{
    unsigned number = 0;

    if (netswitch->uplink && !strcmp(netswitch->uplink, name))
        return 0;
    for (const struct port *port = manifest->ports;
         strcmp(port->vm, name) || port->netswitch != netswitch; port++)
        number += port->netswitch == netswitch;
    return number + !!netswitch->uplink;
}

/* Returns the bits of the peers that a port names; the switch adds the reverse directions. */
static uint32_t peers_of(const struct manifest *manifest, const struct port *port)
{
    uint32_t peers = !port->to.count && port->netswitch->uplink;

    for (uint32_t i = 0; i < port->to.count; i++)
        peers |= 1u << port_number(manifest, port->netswitch, port->to.item[i]);
    return peers;
}

/* Fills the switch's configuration of a VM's port. */
static void describe_port(const struct manifest *manifest, const struct port *port,
                          struct netswitch_port_config *config)
{
    *config = (struct netswitch_port_config){
        .ip = port->ip, .peers = peers_of(manifest, port), .rate = port->rate_bytes};
    snprintf(config->name, sizeof(config->name), "%s", port->vm);
    port_address(manifest, port, config->address);
    if (port->prefix6)
        memcpy(config->ip6, port->ip6, sizeof(config->ip6));
}

static void describe_switch(const struct manifest *manifest, const struct netswitch *netswitch,
                            struct vm *vm)
{
    struct netswitch_config *config = add_config(vm, NETSWITCH_CONFIG, sizeof(*config));

    config->mtu = netswitch->mtu_bytes;
    if (netswitch->uplink)
        snprintf(config->ports[config->port_count++].name, NETSWITCH_NAME, "%s", netswitch->uplink);
    for (uint32_t i = 0; i < manifest->port_count; i++)
        if (manifest->ports[i].netswitch == netswitch)
            describe_port(manifest, &manifest->ports[i], &config->ports[config->port_count++]);
}

static void add_uplink(struct check *check, const struct netswitch *netswitch)
{
    struct vm *vm = add_service(check, netswitch->name, "uplink", "virtio_net",
                                &netswitch->restart);

    vm->cpu.urgency = netswitch->cpu.urgency;
    vm->cpu.budget_us = netswitch->cpu.budget_us;
    vm->cpu.period_us = netswitch->cpu.period_us;
    vm->pays = true;
    vm->memory_bytes = NIC_MEMORY +
                       ETHER_DEPTH * (ETHER_BUFFER(netswitch->mtu_bytes) - ETHER_BUFFER_BYTES);
    ((struct ether_config *)add_config(vm, ETHER_CONFIG, sizeof(struct ether_config)))->mtu =
        netswitch->mtu_bytes;
    add_grant(check, EVM_GRANT_PCI, 0, VIRTIO_NET, netswitch->nic);
    answer_links(check);
}

/* Returns the switch's memory, which components/netswitch/port_end.c divides. */
static uint64_t switch_memory(const struct netswitch *netswitch)
{
    uint64_t ports = netswitch->ports + !!netswitch->uplink;
    uint64_t copy = netswitch->mtu_bytes > ETHER_MTU ? ETHER_BUFFER(netswitch->mtu_bytes) : 0;

    return page_count(ports * NETSWITCH_PORT_BYTES + copy) * COS_PAGE_SIZE +
           netswitch->ports * netswitch->queue_bytes;
}

static void add_switch(struct check *check, const struct netswitch *netswitch)
{
    struct vm *vm = add_service(check, netswitch->name, "switch", "netswitch", &netswitch->restart);

    vm->cpu.urgency = netswitch->cpu.urgency;
    vm->memory_bytes = switch_memory(netswitch);
    describe_switch(check->manifest, netswitch, vm);
    if (netswitch->uplink)
        add_link(check,
                 manifest_component(netswitch->lender ? netswitch->lender - 1 : check->index + 1),
                 ETHER_LINK(netswitch->mtu_bytes));
    answer_links(check);
    if (netswitch->uplink && !netswitch->lender)
        add_uplink(check, netswitch);
}

/* ---- Entropy --------------------------------------------------------------------------------- */

static void add_rng(struct check *check)
{
    struct restart usual = {.policy = service_restart};

    check_restart(check, &(struct item){0}, &usual);
    add_service(check, "machine", "rng", "virtio_rng", &usual)->memory_bytes = RNG_MEMORY;
    add_grant(check, EVM_GRANT_PCI, 0, VIRTIO_RNG, 0);
}

/* ---- The board's watchdog -------------------------------------------------------------------- */

/* Without it the machine is reset, so the supervisor gives it up late. */
static void add_watchdog(struct check *check)
{
    const struct board *board = &check->manifest->board;
    struct vm *vm = add_service(check, "machine", "watchdog", "watchdog", &often);
    struct board_config *config = add_config(vm, BOARD_CONFIG, sizeof(*config));

    config->time_ms = board->time_ms;
    vm->board = true;
    vm->cpu.urgency = WATCHDOG_PRIORITY;
    vm->memory_bytes = WATCHDOG_MEMORY;
    add_grant(check, EVM_GRANT_PCI, 0, I6300ESB, 0);
}

/* ---- The control channel --------------------------------------------------------------------- */

/* It ends by itself only if the machine lacks the line. */
static const struct restart after_failure = {.policy = {EVM_RESTART_FAILURE, 10, 1000, 60000}};

/* It answers also when VMs take all of the CPU; its budget bounds what that costs them. */
static void add_monitor(struct check *check)
{
    struct vm *vm = add_service(check, "machine", "control", "monitor", &after_failure);

    vm->control = true;
    vm->critical = false;
    vm->cpu.urgency = SERVICE_PRIORITY;
    vm->cpu.budget_us = MONITOR_US;
    vm->cpu.period_us = CPU_PERIOD_US;
    vm->memory_bytes = MONITOR_MEMORY;
    for (unsigned i = 0; i < COUNT(evm_control_grants); i++) {
        const struct evm_grant *grant = &evm_control_grants[i];

        add_grant(check, grant->type, grant->slot, grant->a, grant->b);
    }
}

/* ---- Devices --------------------------------------------------------------------------------- */

static uint32_t count_grants(const struct vm *vm, enum evm_grant_type type)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < vm->grant_count; i++)
        count += vm->grants[i].type == type;
    return count;
}

/* Lets each component with PCI devices call the last one. Returns the number of devices. */
static uint32_t grant_devices(struct check *check)
{
    struct manifest *manifest = check->manifest;
    uint32_t devices = 0, last = manifest->vm_count - 1;

    for (check->index = 0; check->index < last; check->index++) {
        uint32_t its;

        check->vm = &manifest->vms[check->index];
        its = count_grants(check->vm, EVM_GRANT_PCI);
        if (its)
            add_grant(check, EVM_GRANT_CALL, COS_SLOT_DEVICES, manifest_component(last), 0);
        devices += its;
    }
    return devices;
}

/* The memory holds its descriptions of devices, and a page of capabilities. Without it no driver
 * can be started again, so the supervisor gives it up late. */
static void add_devices(struct check *check)
{
    struct vm *vm = add_service(check, "machine", "devices", "devices", &often);
    uint32_t devices;

    vm->devices = true;
    vm->cpu.urgency = DEVICES_PRIORITY;
    devices = grant_devices(check);
    vm->memory_bytes = (1 + page_count(devices * sizeof(struct cos_pci))) * COS_PAGE_SIZE;
}

void add_services(struct check *check)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->disk_count; i++) {
        if (manifest->disks[i].shared)
            add_block(check, i);
        if (!manifest->disks[i].lender)
            add_disk(check, i);
    }
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        add_switch(check, &manifest->switches[i]);
    if (rng_wanted(manifest))
        add_rng(check);
    if (manifest->board.given)
        add_watchdog(check);
    if (manifest->control != CONTROL_NONE)
        add_monitor(check);
    answer_borrowers(check);
    if (devices_wanted(manifest))
        add_devices(check);
    describe_to_monitor(manifest);
}
