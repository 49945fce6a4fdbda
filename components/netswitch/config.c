/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include "bytes.h"

#include <cos/string.h>

#define NONE (-1)

_Static_assert(sizeof(struct netswitch_port_config) == 80, "the tool writes it so");

/* ---- A port. Each function returns NULL, or what was expected ---- */

static const char *read_name(struct bridge *bridge, const struct netswitch_port_config *config,
                             struct port *port)
{
    if (config->name[0] == 0 || config->name[NETSWITCH_NAME - 1] != 0)
        return "a name of 1 to 31 characters";
    for (const struct port *other = bridge->ports; other < port; other++)
        if (strcmp(other->name, config->name) == 0)
            return "a name that no other port has";
    memcpy(port->name, config->name, NETSWITCH_NAME);
    return NULL;
}

static const char *read_address(struct bridge *bridge, const struct netswitch_port_config *config,
                                struct port *port)
{
    uint64_t address = get48(config->address);

    if (address & FRAME_GROUP)
        return "the Ethernet address of one station";
    for (const struct port *other = bridge->ports; address != 0 && other < port; other++)
        if (other->address == address)
            return "an Ethernet address that no other port has";
    port->address = address;
    port->uplink = address == 0;
    return NULL;
}

static const char *read_ip(struct bridge *bridge, const struct netswitch_port_config *config,
                           struct port *port)
{
    if (port->uplink && config->ip != 0)
        return "an uplink without addresses, since many stations are behind it";
    for (const struct port *other = bridge->ports; config->ip != 0 && other < port; other++)
        if (other->ip == config->ip)
            return "an IPv4 address that no other port has";
    port->ip = config->ip;
    port->dhcp = !port->uplink && port->ip == 0;
    return NULL;
}

static const char *read_ip6(struct bridge *bridge, const struct netswitch_port_config *config,
                            struct port *port)
{
    struct frame_ip6 ip = {get64(config->ip6), get64(config->ip6 + 8)},
                     local = bridge_link_local(port->address);

    if (!port->uplink && bridge_port_with_ip6(bridge, local) != NONE)
        return "a link-local IPv6 address that no other port has";
    if (!port->uplink)
        port->ip6[0] = local;
    if (ip.high == 0 && ip.low == 0)
        return NULL;
    if (port->uplink)
        return "an uplink without addresses, since many stations are behind it";
    if (ip.high >> 56 == 0xff || (ip.high == 0 && ip.low == 1))
        return "the IPv6 address of one station";
    if (bridge_port_with_ip6(bridge, ip) != NONE)
        return "an IPv6 address that no other port has";
    port->ip6[1] = ip;
    return NULL;
}

/* Sets the bits of both ports, since a port that sends needs answers. */
static const char *read_peers(struct bridge *bridge, const struct netswitch_port_config *config,
                              struct port *port)
{
    unsigned self = (unsigned)(port - bridge->ports);
    uint64_t others = ((1ull << bridge->count) - 1) & ~(1ull << self);

    if (config->peers & ~others)
        return "bits of other ports that it talks to";
    port->peers |= config->peers;
    for (uint32_t left = config->peers; left != 0; left &= left - 1)
        bridge->ports[__builtin_ctz(left)].peers |= 1u << self;
    return NULL;
}

static const char *read_rate(const struct bridge *bridge,
                             const struct netswitch_port_config *config, struct port *port,
                             uint64_t hz)
{
    uint64_t burst = config->burst != 0 ? config->burst : CONFIG_DEFAULT_BURST;

    if (config->rate > NETSWITCH_RATE_MOST)
        return "a rate of at most 2^40 bytes in a second";
    if (burst < ETHER_HEADER + bridge->mtu || burst > NETSWITCH_BURST_MOST)
        return "a burst from a header and the MTU to 2^28 bytes";
    bucket_init(&port->bucket, config->rate, burst, hz);
    return NULL;
}

static const char *read_port(struct bridge *bridge, const struct netswitch_port_config *config,
                             struct port *port, uint64_t hz)
{
    const char *expected = read_name(bridge, config, port);

    expected = expected == NULL ? read_address(bridge, config, port) : expected;
    expected = expected == NULL ? read_ip(bridge, config, port) : expected;
    expected = expected == NULL ? read_ip6(bridge, config, port) : expected;
    expected = expected == NULL ? read_peers(bridge, config, port) : expected;
    return expected == NULL ? read_rate(bridge, config, port, hz) : expected;
}

/* ---- All of it ---- */

const char *config_read(struct bridge *bridge, const void *config, size_t bytes, uint64_t hz,
                        int *port)
{
    const struct netswitch_config *from = config;
    const char *expected = NULL;

    *port = NONE;
    if (bytes != sizeof *from)
        return "a struct netswitch_config";
    if (from->mtu < ETHER_MTU_LEAST || from->mtu > ETHER_MTU_MOST)
        return "an MTU from 1280 to 9000";
    if (from->port_count > NETSWITCH_PORTS)
        return "at most 32 ports";
    bridge->mtu = from->mtu;
    bridge->count = from->port_count;
    bridge->addresses.ticks = BRIDGE_AGE_SECONDS * hz;
    for (unsigned i = 0; expected == NULL && i < bridge->count; i++) {
        *port = (int)i;
        expected = read_port(bridge, &from->ports[i], &bridge->ports[i], hz);
        bridge->uplinks |= (uint32_t)bridge->ports[i].uplink << i;
    }
    return expected;
}
