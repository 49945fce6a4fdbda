/* SPDX-License-Identifier: BSD-2-Clause */
/* Switches, the VMs' ports of them, and what is forwarded to these. */
#include <arpa/inet.h>
#include <ether.h>
#include <stdlib.h>
#include <string.h>

#include <cos/abi.h>
#include <cos/start.h>
#include <netswitch.h>

#include "manifest_check.h"
#include "pages.h"
#include "words.h"

#define NICS        8
#define RATE_MOST   (1ull << 40)
#define QUEUE_DEFAULT (256ull << 10)
#define QUEUE_MOST    (16ull << 20)
/* no network is larger than of class A, or has less room than QEMU needs beside the VMs */
#define PREFIX_MIN  8
#define PREFIX_MAX  24
#define GATEWAY     2  /* the number in the network that QEMU's own has */
#define LOOPBACK    127
#define UNICAST_END 224
#define DHCP        "dhcp"

/* ---- Addresses ------------------------------------------------------------------------------- */

static bool parse_ip(const char *string, uint32_t *ip)
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

/* Whether it is the address of a station of the network. */
static bool in_network(uint32_t ip, uint32_t network, uint32_t prefix)
{
    uint32_t host = ip & ~mask_of(prefix);

    return (ip & mask_of(prefix)) == network && host && host != ~mask_of(prefix);
}

/* "10.0.2.15/24" */
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

/* The port of that VM; NULL: none. */
static struct port *find_port(const struct manifest *manifest, const struct netswitch *netswitch,
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

/* All fixed addresses of a switch are in the network of the first, and different. */
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
    check_address6(check, port);
    if (port->rate && (!parse_size(port->rate, &port->rate_bytes) || !port->rate_bytes ||
                       port->rate_bytes > RATE_MOST))
        bad_port(check, port, "rate", -1, port->rate, "bytes in a second above 0, like 10M");
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

/* ---- Which ports talk with which ------------------------------------------------------------- */

bool port_reaches(const struct port *port, const char *name)
{
    if (!port->to.count) /* the default */
        return port->netswitch->uplink && !strcmp(port->netswitch->uplink, name);
    return strings_have(&port->to, name);
}

/* The VM with a port of the switch (but not at `but`), or `another`, whose name is nearest; NULL:
 * none is near. */
static const char *nearest_port(const struct manifest *manifest, const struct netswitch *netswitch,
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

/* Whether it talks with any port, be it that the other one says so. */
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

/* ---- Switches -------------------------------------------------------------------------------- */

static struct place switch_place(const struct check *check, const struct netswitch *netswitch,
                                 const char *key, int index)
{
    return manifest_item_place(check->manifest, "switches", netswitch - check->manifest->switches,
                               key, index);
}

static void bad_switch(const struct check *check, const struct netswitch *netswitch,
                       const char *key, int index, const char *value, const char *expected)
{
    diag_add(check->diag, switch_place(check, netswitch, key, index),
             "switch '%s': key '%s': '%s' is wrong; expected %s", netswitch->name, key, value,
             expected);
}

/* "nic0" */
static void check_uplink(const struct check *check, struct netswitch *netswitch)
{
    const struct netswitch *first = check->manifest->switches;
    const char *name = netswitch->uplink;

    if (strlen(name) != 4 || strncmp(name, "nic", 3) || name[3] < '0' || name[3] >= '0' + NICS) {
        bad_switch(check, netswitch, "uplink", -1, name,
                   "a virtio interface of the machine, nic0 to nic7");
        return;
    }
    netswitch->nic = name[3] - '0';
    while (first < netswitch && (!first->uplink || strcmp(first->uplink, name)))
        first++;
    if (first < netswitch)
        bad_switch(check, netswitch, "uplink", -1, name, "an interface that no other switch has");
}

static void check_gateway(const struct check *check, struct netswitch *netswitch)
{
    const struct manifest *manifest = check->manifest;
    uint32_t ip = netswitch->network + GATEWAY;

    if (netswitch->gateway && !netswitch->prefix)
        diag_add(check->diag, switch_place(check, netswitch, "gateway", -1),
                 "switch '%s': key 'gateway': all addresses come by " DHCP
                 ", and the gateway's with them; remove it",
                 netswitch->name);
    else if (netswitch->gateway && (!parse_ip(netswitch->gateway, &ip) ||
                                    !in_network(ip, netswitch->network, netswitch->prefix)))
        bad_switch(check, netswitch, "gateway", -1, netswitch->gateway,
                   "an address in the network of its VMs");
    else if (netswitch->prefix && (netswitch->gateway || netswitch->uplink))
        netswitch->gateway_address = ip;
    for (const struct port *port = manifest->ports; port < manifest->ports + manifest->port_count;
         port++)
        if (port->netswitch == netswitch && port->ip && port->ip == netswitch->gateway_address &&
            netswitch->uplink)
            bad_port(check, port, "address", -1, port->address,
                     "an address that the network's gateway does not have; that is the second one, "
                     "or what the switch's key 'gateway' says");
}

/* "8080 -> web:80" */
static bool parse_forward(const char *string, uint64_t *from, char **vm, uint64_t *to)
{
    char *copy = text("%s", string), *arrow = strstr(copy, "->"),
         *colon = arrow ? strchr(arrow, ':') : NULL;

    *vm = NULL;
    if (colon) {
        char *name = arrow + 2, *end = arrow;

        *colon = 0;
        while (end > copy && end[-1] == ' ')
            end--;
        *end = 0;
        name += strspn(name, " ");
        if (*name && parse_number(copy, from) && *from && *from <= UINT16_MAX &&
            parse_number(colon + 1, to) && *to && *to <= UINT16_MAX)
            *vm = text("%s", name);
    }
    free(copy);
    return *vm;
}

/* What is wrong with forwarding to the port, or NULL. */
static const char *forward_problem(const struct manifest *manifest,
                                   const struct netswitch *netswitch, const struct port *port,
                                   uint64_t from)
{
    if (!port->ip)
        return "a VM with a fixed address, like {lan: 10.0.2.15/24}";
    if (!port_reaches(port, netswitch->uplink))
        return "a VM that may talk to the uplink by its key 'to'";
    for (const struct netswitch *other = manifest->switches; other <= netswitch; other++)
        for (uint32_t i = 0; other->forwards && i < other->forward.count; i++)
            if (other->forwards[i].from == from)
                return "a port that is forwarded only once";
    return NULL;
}

static void check_forward(const struct check *check, struct netswitch *netswitch, uint32_t index)
{
    const char *string = netswitch->forward.item[index], *problem;
    uint64_t from, to;
    char *vm;

    if (!parse_forward(string, &from, &vm, &to)) {
        bad_switch(check, netswitch, "forward", index, string,
                   "PORT -> VM:PORT, like 8080 -> web:80");
        return;
    }
    const struct port *port = find_port(check->manifest, netswitch, vm);
    const char *near = nearest_port(check->manifest, netswitch, NULL, NULL, vm);

    problem = port ? forward_problem(check->manifest, netswitch, port, from) : NULL;
    if (!port)
        diag_add(check->diag, switch_place(check, netswitch, "forward", index),
                 near ? "switch '%s': key 'forward': no port '%s'; did you mean '%s'?"
                      : "switch '%s': key 'forward': no port '%s'; expected a VM with a port of "
                        "the switch",
                 netswitch->name, vm, near);
    else if (problem)
        bad_switch(check, netswitch, "forward", index, string, problem);
    else
        netswitch->forwards[index] = (struct forward){from, to, port->ip};
    free(vm);
}

static void check_driver(const struct check *check, struct netswitch *netswitch)
{
    struct lending lending = {"switches", netswitch - check->manifest->switches, "switch",
                              netswitch->name, netswitch->driver};

    if (!netswitch->uplink) {
        diag_add(check->diag, switch_place(check, netswitch, "driver", -1),
                 "switch '%s': key 'driver': there is no uplink to drive; add 'uplink: nic0', or "
                 "remove it",
                 netswitch->name);
        return;
    }
    netswitch->lender = find_lender(check, &lending);
    if (!netswitch->lender)
        return;
    struct vm *vm = &check->manifest->vms[netswitch->lender - 1];

    if (vm->lends_net)
        bad_switch(check, netswitch, "driver", -1, netswitch->driver,
                   "a VM that drives the uplink of no other switch");
    vm->lends_net = true;
}

static void check_queue(const struct check *check, struct netswitch *netswitch)
{
    char *where = text("switch '%s': ", netswitch->name);

    netswitch->queue_bytes = netswitch->queue
                                 ? check_size(check, switch_place(check, netswitch, "queue", -1),
                                              where, "queue", netswitch->queue)
                                 : QUEUE_DEFAULT;
    if (netswitch->queue_bytes > QUEUE_MOST)
        bad_switch(check, netswitch, "queue", -1, netswitch->queue, "at most 16M");
    else if (netswitch->queue_bytes && netswitch->queue_bytes < ETHER_BUFFER(netswitch->mtu_bytes))
        diag_add(check->diag, switch_place(check, netswitch, "queue", -1),
                 "switch '%s': key 'queue': '%s' is less than a frame of its MTU, %u; expected at "
                 "least %uK", netswitch->name, netswitch->queue, netswitch->mtu_bytes,
                 (unsigned)(page_count(ETHER_BUFFER(netswitch->mtu_bytes)) * COS_PAGE_SIZE >> 10));
    free(where);
}

/* NetBSD's archives know no more than the usual one. */
static void check_netbsd_mtu(const struct check *check, const struct netswitch *netswitch)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->port_count; i++) {
        const struct port *port = &manifest->ports[i];

        if (port->netswitch == netswitch && manifest->vms[port->vm_index].guest == GUEST_NETBSD)
            diag_add(check->diag, switch_place(check, netswitch, "mtu", -1),
                     "switch '%s': key 'mtu': VM '%s' has a NetBSD guest, whose interfaces carry "
                     "at most %d; expected that, or a switch without it", netswitch->name, port->vm,
                     ETHER_MTU);
    }
    if (netswitch->lender)
        bad_switch(check, netswitch, "mtu", -1, netswitch->mtu,
                   "at most 1500 with a driver from NetBSD");
}

static void check_mtu(const struct check *check, struct netswitch *netswitch)
{
    uint64_t mtu = ETHER_MTU;

    if (netswitch->mtu && (!parse_number(netswitch->mtu, &mtu) || mtu < ETHER_MTU_LEAST ||
                           mtu > ETHER_MTU_MOST)) {
        bad_switch(check, netswitch, "mtu", -1, netswitch->mtu,
                   "a number of bytes from 1280 to 9000, like 9000");
        mtu = ETHER_MTU;
    }
    netswitch->mtu_bytes = mtu;
    if (mtu > ETHER_MTU)
        check_netbsd_mtu(check, netswitch);
}

static void check_switch(const struct check *check, struct netswitch *netswitch)
{
    check_part_name(check, switch_place(check, netswitch, "name", -1), "switch", netswitch->name);
    if (!netswitch->ports && !check->diag->count) /* after a mistake one may have been meant */
        diag_add(check->diag, switch_place(check, netswitch, "name", -1),
                 "switch '%s': no VM has a port of it; add 'net: {%s: ADDRESS}' to one, or remove "
                 "it",
                 netswitch->name, netswitch->name);
    if (netswitch->uplink)
        check_uplink(check, netswitch);
    if (netswitch->driver)
        check_driver(check, netswitch);
    check_mtu(check, netswitch);
    check_queue(check, netswitch);
    check_gateway(check, netswitch);
    netswitch->forwards = need((netswitch->forward.count + 1) * sizeof(struct forward));
    if (netswitch->outbound && !netswitch->uplink)
        diag_add(check->diag, switch_place(check, netswitch, "outbound", -1),
                 "switch '%s': key 'outbound': there is no uplink that it could be about; add "
                 "'uplink: nic0', or remove it",
                 netswitch->name);
    if (netswitch->forward.count && !netswitch->uplink)
        diag_add(check->diag, switch_place(check, netswitch, "forward", -1),
                 "switch '%s': key 'forward': there is no uplink to forward from; add 'uplink: "
                 "nic0', or remove it",
                 netswitch->name);
    for (uint32_t i = 0; netswitch->uplink && i < netswitch->forward.count; i++)
        check_forward(check, netswitch, i);
    char *where = text("switch '%s': ", netswitch->name);

    netswitch->restart.policy = service_restart;
    check_restart(check,
                  &(struct restart_place){"switches", netswitch - check->manifest->switches, where},
                  &netswitch->restart);
    free(where);
}

static uint32_t index_of(const struct manifest *manifest, const char *vm)
{
    uint32_t index = 0;

    while (strcmp(manifest->vms[index].name, vm))
        index++;
    return index;
}

void check_switches(struct check *check)
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
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        check_switch(check, &manifest->switches[i]);
}

/* What the VM must know of its port: its address, and its gateway if no port before has one. */
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
    char *address = port_address(check->manifest, port);
    uint32_t mtu = port->netswitch->mtu_bytes;
    char *channel = text("eth:%u=%u mac=%s", vm->interface_count,
                         add_link(check, component, ETHER_LINK(mtu)), address);

    if (mtu != ETHER_MTU) {
        char *usual = channel;

        channel = text("%s mtu=%u", usual, mtu);
        free(usual);
    }
    strings_add(&vm->channels, channel);
    vm->interfaces = need_more(vm->interfaces, (vm->interface_count + 1) * sizeof(*vm->interfaces));
    vm->interfaces[vm->interface_count] = interface_of(vm, port);
    vm->interface_count++;
    free(address);
    free(channel);
}

void check_ports_of(struct check *check)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->port_count; i++)
        if (manifest->ports[i].vm_index == check->index && manifest->ports[i].netswitch)
            open_port(check, &manifest->ports[i]);
}
