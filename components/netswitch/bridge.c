/* SPDX-License-Identifier: BSD-2-Clause */
#include "bridge.h"

#define NO_PORT (-1)

/* ---- Source addresses ---- */

static int port_with_address(const struct bridge *bridge, uint64_t address)
{
    for (unsigned i = 0; i < bridge->count; i++)
        if (bridge->ports[i].address == address)
            return (int)i;
    return NO_PORT;
}

static int port_with_ip(const struct bridge *bridge, uint32_t ip)
{
    for (unsigned i = 0; i < bridge->count; i++)
        if (bridge->ports[i].ip == ip)
            return (int)i;
    return NO_PORT;
}

static bool is_zero6(struct frame_ip6 ip)
{
    return ip.high == 0 && ip.low == 0;
}

static bool has_ip6(const struct port *port, struct frame_ip6 ip)
{
    for (unsigned i = 0; i < BRIDGE_IP6; i++)
        if (!is_zero6(ip) && port->ip6[i].high == ip.high && port->ip6[i].low == ip.low)
            return true;
    return false;
}

int bridge_port_with_ip6(const struct bridge *bridge, struct frame_ip6 ip)
{
    for (unsigned i = 0; i < bridge->count; i++)
        if (has_ip6(&bridge->ports[i], ip))
            return (int)i;
    return NO_PORT;
}

struct frame_ip6 bridge_link_local(uint64_t address)
{
    address ^= 1ull << 41; /* inverts the universal/local bit */
    return (struct frame_ip6){0xfe80ull << 48,
                              (address >> 24) << 40 | 0xfffeull << 24 | (address & 0xffffff)};
}

/* The same as check_vm() for IPv6: a VM is no router and no DHCP server, and uses only its own
 * addresses. */
static unsigned check_vm6(const struct port *port, const struct frame *frame)
{
    bool own = has_ip6(port, frame->source6), target = has_ip6(port, frame->target6);

    if (frame->router || (frame->claim && !target))
        return NETSWITCH_FORGED_IP;
    if (is_zero6(frame->source6))
        return frame->nameless && (!frame->probe || target) ? 0 : NETSWITCH_FORGED_IP;
    return own ? 0 : NETSWITCH_FORGED_IP;
}

/* Returns the counter of forged frames that a VM's frame belongs to, or 0 if it is genuine. */
static unsigned check_vm(const struct port *port, const struct frame *frame)
{
    if (frame->from != port->address || frame->sender != port->address)
        return NETSWITCH_FORGED_MAC;
    if (frame->ipv6)
        return check_vm6(port, frame);
    if (frame->dhcp_answer)
        return NETSWITCH_FORGED_IP;
    if (frame->source != 0 && frame->source == port->ip)
        return 0;
    /* A VM without an address may ask for one. It may have one that only the switch's last life
     * has seen. */
    if (frame->probe ||
        (port->dhcp && frame->dhcp_request && (frame->source == 0 || port->ip == 0)))
        return 0;
    return NETSWITCH_FORGED_IP;
}

/* The same for a frame from an uplink. */
static unsigned check_uplink(const struct bridge *bridge, const struct frame *frame)
{
    if (frame->from == 0 || port_with_address(bridge, frame->from) != NO_PORT ||
        (frame->sender != frame->from && port_with_address(bridge, frame->sender) != NO_PORT))
        return NETSWITCH_FORGED_MAC;
    if (frame->ipv6) {
        return bridge_port_with_ip6(bridge, frame->source6) != NO_PORT ||
                       (frame->claim && bridge_port_with_ip6(bridge, frame->target6) != NO_PORT)
                   ? NETSWITCH_FORGED_IP
                   : 0;
    }
    return frame->source != 0 && port_with_ip(bridge, frame->source) != NO_PORT
               ? NETSWITCH_FORGED_IP
               : 0;
}

/* ---- Destinations ---- */

/* Returns the bits of all ports that the frame is addressed to, the sender's port included. */
static uint32_t addressed(const struct bridge *bridge, const struct frame *frame, uint64_t now)
{
    int port;

    if (frame->to & FRAME_GROUP)
        return UINT32_MAX;
    if (frame->to == 0)
        return bridge->uplinks;
    port = port_with_address(bridge, frame->to);
    if (port == NO_PORT)
        port = address_table_find(&bridge->addresses, frame->to, now);
    return port == NO_PORT ? bridge->uplinks : 1u << port; /* no VM's address is unknown, so this
                                                             one is beyond an uplink */
}

static unsigned decide(struct bridge *bridge, unsigned from, const struct frame *frame,
                       uint64_t now, uint32_t *to)
{
    struct port *port = &bridge->ports[from];
    unsigned problem = port->uplink ? check_uplink(bridge, frame) : check_vm(port, frame);
    uint32_t all;

    if (problem != 0)
        return problem;
    if (port->uplink)
        address_table_learn(&bridge->addresses, frame->from, from, now);
    all = addressed(bridge, frame, now);
    *to = all & port->peers;
    if (*to == 0) {
        return all & 1u << from && !(frame->to & FRAME_GROUP) ? NETSWITCH_ELSEWHERE
                                                              : NETSWITCH_REFUSED;
    }
    return bucket_take(&port->bucket, frame->bytes, now) ? 0 : NETSWITCH_LIMITED;
}

uint32_t bridge_forward(struct bridge *bridge, unsigned from, const struct frame *frame,
                        uint64_t now)
{
    uint32_t to;
    unsigned problem = decide(bridge, from, frame, now, &to);

    if (problem != 0) {
        bridge->ports[from].counters[problem]++;
        return 0;
    }
    return to;
}

/* ---- Leases and restarts ---- */

void bridge_lease(struct bridge *bridge, uint32_t to, uint64_t client, uint32_t ip)
{
    int port = port_with_address(bridge, client);

    if (port != NO_PORT && client != 0 && bridge->ports[port].dhcp && to & 1u << port && ip != 0 &&
        port_with_ip(bridge, ip) == NO_PORT)
        bridge->ports[port].ip = ip;
}

void bridge_restart(struct bridge *bridge, unsigned port)
{
    bridge->ports[port].counters[NETSWITCH_RESTARTS]++;
    if (bridge->ports[port].dhcp)
        bridge->ports[port].ip = 0;
}
