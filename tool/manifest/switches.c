/* SPDX-License-Identifier: BSD-2-Clause */
/* Switches, and ports that `evm run` forwards to VMs. */
#include <ether.h>
#include <stdlib.h>
#include <string.h>

#include <cos/abi.h>

#include "base/words.h"
#include "check.h"
#include "image/pages.h"
#include "ports.h"

#define NICS    8
#define GATEWAY 2 /* number of QEMU's gateway in the network */

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

/* Checks the uplink, like "nic0". */
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
                 "switch '%s': key 'gateway': all addresses come by dhcp, and the gateway's "
                 "with them; remove it",
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

/* Parses "8080 -> web:80". */
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

/* Returns what is wrong with forwarding to the port, or NULL. */
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

static const char *said(const struct check *check, const struct netswitch *netswitch,
                        const char *key)
{
    return manifest_said(check->manifest, "switches", netswitch - check->manifest->switches, key);
}

static void check_queue(const struct check *check, const struct netswitch *netswitch)
{
    uint64_t least = ETHER_BUFFER(netswitch->mtu_bytes);

    if (netswitch->queue_bytes < least)
        diag_add(check->diag, switch_place(check, netswitch, "queue", -1),
                 "switch '%s': key 'queue': '%s' is less than a frame of its MTU, %u; expected at "
                 "least %uK",
                 netswitch->name, said(check, netswitch, "queue"), netswitch->mtu_bytes,
                 (unsigned)(page_count(least) * COS_PAGE_SIZE >> 10));
}

/* Reports an MTU above the usual one where NetBSD's archives, which support no more, carry it. */
static void check_netbsd_mtu(const struct check *check, const struct netswitch *netswitch)
{
    const struct manifest *manifest = check->manifest;

    for (uint32_t i = 0; i < manifest->port_count; i++) {
        const struct port *port = &manifest->ports[i];

        if (port->netswitch == netswitch && manifest->vms[port->vm_index].guest == GUEST_NETBSD)
            diag_add(check->diag, switch_place(check, netswitch, "mtu", -1),
                     "switch '%s': key 'mtu': VM '%s' has a NetBSD guest, whose interfaces carry "
                     "at most %d; expected that, or a switch without it",
                     netswitch->name, port->vm, ETHER_MTU);
    }
    if (netswitch->lender)
        bad_switch(check, netswitch, "mtu", -1, said(check, netswitch, "mtu"),
                   "at most 1500 with a driver from NetBSD");
}

static void check_budget(const struct check *check, const struct netswitch *netswitch)
{
    struct place place = switch_place(check, netswitch, "budget", -1);

    if (netswitch->cpu.budget && !netswitch->uplink)
        diag_add(check->diag, place,
                 "switch '%s': key 'budget': there is no uplink, and VMs pay for all that the "
                 "switch does for them; remove it",
                 netswitch->name);
    else if (netswitch->cpu.budget && netswitch->driver)
        diag_add(check->diag, place,
                 "switch '%s': key 'budget': VM '%s' drives the uplink; give that VM the budget",
                 netswitch->name, netswitch->driver);
}

static void check_switch(const struct check *check, struct netswitch *netswitch)
{
    check_part_name(check, switch_place(check, netswitch, "name", -1), "switch", netswitch->name);
    if (!netswitch->ports && !check->diag->count) /* a mistake may have hidden a port */
        diag_add(check->diag, switch_place(check, netswitch, "name", -1),
                 "switch '%s': no VM has a port of it; add 'net: {%s: ADDRESS}' to one, or remove "
                 "it",
                 netswitch->name, netswitch->name);
    if (netswitch->uplink)
        check_uplink(check, netswitch);
    if (netswitch->driver)
        check_driver(check, netswitch);
    if (netswitch->mtu_bytes > ETHER_MTU)
        check_netbsd_mtu(check, netswitch);
    check_queue(check, netswitch);
    check_gateway(check, netswitch);
    netswitch->forwards = need((netswitch->forward.count + 1) * sizeof(struct forward));
    if (!netswitch->uplink && said(check, netswitch, "outbound"))
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
    struct item item = {"switches", netswitch - check->manifest->switches, where};

    check_cpu(check, &item, &netswitch->cpu);
    check_budget(check, netswitch);
    netswitch->restart.policy = service_restart;
    check_restart(check, &item, &netswitch->restart);
    free(where);
}

void check_switches(struct check *check)
{
    check_ports(check);
    for (uint32_t i = 0; i < check->manifest->switch_count; i++)
        check_switch(check, &check->manifest->switches[i]);
}
