/* SPDX-License-Identifier: BSD-2-Clause */
/* The VMs' ports of switches: their addresses and peers. */
#include <arpa/inet.h>
#include <ether.h>
#include <stdlib.h>
#include <string.h>

#include <netswitch.h>

#include "base/words.h"
#include "check.h"
#include "ports.h"

/* a network is at most of class A, and has room for QEMU's addresses beside the VMs' */
#define PREFIX_MIN  8
#define PREFIX_MAX  24
#define LOOPBACK    127
#define UNICAST_END 224
#define DHCP        "dhcp"

/* ---- Addresses ------------------------------------------------------------------------------- */

bool parse_ip(const char *string, uint32_t *ip)
{
    struct in_addr address;

    if (inet_pton(AF_INET, string, &address) != 1)
        return false;
    *ip = ntohl(address.s_addr);
    return *ip >> 24 && *ip >> 24 != LOOPBACK && *ip >> 24 < UNICAST_END;
}

static uint32_t mask_of(uint32_t prefix)
{
    return ~0u << (32 - prefix);
}

bool in_network(uint32_t ip, uint32_t network, uint32_t prefix)
{
    uint32_t host = ip & ~mask_of(prefix);

    return (ip & mask_of(prefix)) == network && host && host != ~mask_of(prefix);
}

/* Parses "10.0.2.15/24". */
static bool parse_address(const char *string, uint32_t *ip, uint32_t *prefix)
{
    char *address = text("%s", string), *size = strchr(address, '/');
    uint64_t bits = 0;

    if (size)
        *size++ = 0;
    bool good = size && parse_ip(address, ip) && parse_number(size, &bits) && bits >= PREFIX_MIN &&
                bits <= PREFIX_MAX;

    *prefix = bits;
    free(address);
    return good && in_network(*ip, *ip & mask_of(bits), bits);
}

/* ---- Ports ----------------------------------------------------------------------------------- */

static struct place port_place(const struct check *check, const struct port *port, const char *key,
                               int index)
{
    return manifest_item_place(check->manifest, "ports", port - check->manifest->ports, key, index);
}

void bad_port(const struct check *check, const struct port *port, const char *key, int index,
              const char *value, const char *expected)
{
    diag_add(check->diag, port_place(check, port, key, index),
             "vm '%s': switch '%s': key '%s': '%s' is wrong; expected %s", port->vm, port->lan, key,
             value, expected);
}

static struct netswitch *find_switch(const struct manifest *manifest, const char *name)
{
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        if (!strcmp(manifest->switches[i].name, name))
            return &manifest->switches[i];
    return NULL;
}

struct port *find_port(const struct manifest *manifest, const struct netswitch *netswitch,
                       const char *vm)
{
    for (struct port *port = manifest->ports; port < manifest->ports + manifest->port_count; port++)
        if (port->netswitch == netswitch && !strcmp(port->vm, vm))
            return port;
    return NULL;
}

static void report_switch(const struct check *check, const struct port *port)
{
    const struct manifest *manifest = check->manifest;
    const char **names = need((manifest->switch_count + 1) * sizeof(*names));

    for (uint32_t i = 0; i < manifest->switch_count; i++)
        names[i] = manifest->switches[i].name;
    const char *near = nearest(port->lan, names, manifest->switch_count);

    diag_add(check->diag, port_place(check, port, "lan", -1),
             near ? "vm '%s': key 'net': no switch '%s'; did you mean '%s'?"
                  : "vm '%s': key 'net': no switch '%s'; expected one of the system's key "
                    "'switches'",
             port->vm, port->lan, near);
    free(names);
}

/* Checks that all fixed addresses of a switch are different, and in the network of the first. */
static void check_fixed(const struct check *check, struct port *port)
{
    struct netswitch *netswitch = port->netswitch;
    uint32_t ip, prefix;

    if (!parse_address(port->address, &ip, &prefix)) {
        bad_port(check, port, "address", -1, port->address,
                 DHCP " or an address with its network's bits, 8 to 24, like 10.0.2.15/24");
        return;
    }
    if (!netswitch->prefix) {
        netswitch->prefix = prefix;
        netswitch->network = ip & mask_of(prefix);
    }
    if (prefix != netswitch->prefix || !in_network(ip, netswitch->network, prefix))
        bad_port(check, port, "address", -1, port->address,
                 "one network for all addresses of a switch");
    for (const struct port *other = check->manifest->ports; other < port; other++)
        if (other->netswitch == netswitch && other->ip == ip)
            bad_port(check, port, "address", -1, port->address, "an address that no other VM has");
    port->ip = ip;
}

static void check_port(const struct check *check, struct port *port)
{
    struct netswitch *netswitch = port->netswitch;

    if (strcmp(port->address, DHCP))
        check_fixed(check, port);
    else if (!netswitch->uplink)
        bad_port(check, port, "address", -1, DHCP,
                 "an address like 10.0.2.15/24, since there is no uplink to ask");
    const char *problem = port->address6 ? check_address6(check, port) : NULL;

    if (problem)
        bad_port(check, port, "address6", -1, port->address6, problem);
    if (netswitch->uplink && !strcmp(netswitch->uplink, port->vm))
        diag_add(check->diag, port_place(check, port, "lan", -1),
                 "vm '%s': key 'net': the uplink of switch '%s' has this name; choose another",
                 port->vm, port->lan);
    if (++netswitch->ports + !!netswitch->uplink == NETSWITCH_PORTS + 1)
        diag_add(check->diag, port_place(check, port, "lan", -1),
                 "vm '%s': key 'net': switch '%s' has more than %d ports, its uplink included; use "
                 "another one",
                 port->vm, port->lan, NETSWITCH_PORTS);
}

/* ---- Peers ----------------------------------------------------------------------------------- */

bool port_reaches(const struct port *port, const char *name)
{
    if (!port->to.count) /* the default */
        return port->netswitch->uplink && !strcmp(port->netswitch->uplink, name);
    return strings_have(&port->to, name);
}

const char *nearest_port(const struct manifest *manifest, const struct netswitch *netswitch,
                         const struct port *but, const char *another, const char *name)
{
    const char **names = need((manifest->port_count + 1) * sizeof(*names));

    for (uint32_t i = 0; i < manifest->port_count; i++)
        if (manifest->ports[i].netswitch == netswitch && &manifest->ports[i] != but)
            names[i] = manifest->ports[i].vm;
    names[manifest->port_count] = another;
    const char *near = nearest(name, names, manifest->port_count + 1);

    free(names);
    return near;
}

static void check_to(const struct check *check, const struct port *port, uint32_t index)
{
    const struct manifest *manifest = check->manifest;
    const char *name = port->to.item[index], *uplink = port->netswitch->uplink;
    const char *near = nearest_port(manifest, port->netswitch, port, uplink, name);

    if (!strcmp(name, port->vm))
        bad_port(check, port, "to", index, name, "another VM than itself");
    else if ((!uplink || strcmp(name, uplink)) && !find_port(manifest, port->netswitch, name))
        diag_add(check->diag, port_place(check, port, "to", index),
                 near ? "vm '%s': switch '%s': key 'to': no port '%s'; did you mean '%s'?"
                      : "vm '%s': switch '%s': key 'to': no port '%s'; expected a VM with a port "
                        "of the switch, or its uplink",
                 port->vm, port->lan, name, near);
}

/* Returns true if the port has a peer, whichever of the two names the other. */
static bool talks(const struct manifest *manifest, const struct port *port)
{
    if (port->to.count || port->netswitch->uplink)
        return true;
    for (const struct port *other = manifest->ports; other < manifest->ports + manifest->port_count;
         other++)
        if (other->netswitch == port->netswitch && port_reaches(other, port->vm))
            return true;
    return false;
}

/* ---- All of them ----------------------------------------------------------------------------- */

static uint32_t index_of(const struct manifest *manifest, const char *vm)
{
    uint32_t index = 0;

    while (strcmp(manifest->vms[index].name, vm))
        index++;
    return index;
}

void check_ports(const struct check *check)
{
    const struct manifest *manifest = check->manifest;
    struct port *port, *end = manifest->ports + manifest->port_count;

    for (port = manifest->ports; port < end; port++) {
        port->vm_index = index_of(manifest, port->vm);
        port->netswitch = find_switch(manifest, port->lan);
        if (port->netswitch)
            check_port(check, port);
        else if (!manifest_dropped(manifest, port->lan))
            report_switch(check, port);
    }
    for (port = manifest->ports; port < end; port++) {
        for (uint32_t i = 0; port->netswitch && i < port->to.count; i++)
            check_to(check, port, i);
        if (port->netswitch && !talks(manifest, port))
            diag_add(check->diag, port_place(check, port, "lan", -1),
                     "vm '%s': key 'net': it may talk with no VM on switch '%s'; add 'to' with "
                     "names of VMs",
                     port->vm, port->lan);
    }
}

/* Returns the VM's view of its port: address, and gateway if no port before it has one. */
static struct init_interface interface_of(const struct vm *vm, const struct port *port)
{
    const struct netswitch *netswitch = port->netswitch;
    uint32_t gateway = netswitch->uplink && !port_reaches(port, netswitch->uplink)
                           ? 0
                           : netswitch->gateway_address;

    for (uint32_t i = 0; i < vm->interface_count; i++)
        gateway = vm->interfaces[i].gateway ? 0 : gateway;
    struct init_interface interface = {.prefix6 = port->prefix6};

    memcpy(interface.address6, port->ip6, sizeof(port->ip6));
    if (port->ip) {
        interface.address = htonl(port->ip);
        interface.mask = htonl(mask_of(netswitch->prefix));
        interface.gateway = htonl(gateway);
    }
    return interface;
}

static void open_port(struct check *check, const struct port *port)
{
    struct vm *vm = check->vm;
    uint32_t component = switch_component(check->manifest,
                                          port->netswitch - check->manifest->switches);
    struct evm_channel channel = {.kind = EVM_CHANNEL_ETHER, .mtu = port->netswitch->mtu_bytes};

    channel.index = add_link(check, component, ETHER_LINK(channel.mtu));
    port_address(check->manifest, port, channel.address);
    add_channel(check, port->netswitch->name, &channel);
    vm->interfaces = need_more(vm->interfaces, (vm->interface_count + 1) * sizeof(*vm->interfaces));
    vm->interfaces[vm->interface_count] = interface_of(vm, port);
    vm->interface_count++;
}

void check_ports_of(struct check *check)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->port_count; i++)
        if (manifest->ports[i].vm_index == check->index && manifest->ports[i].netswitch)
            open_port(check, &manifest->ports[i]);
}
