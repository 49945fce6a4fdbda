/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The switch's decisions: checks a frame's source addresses and chooses its destinations. No system
 * calls.
 *
 * The station at a VM's port has one Ethernet address, and one IPv4 address, which the manifest or
 * a DHCP server beyond an uplink gives it. It has the IPv6 address that the manifest gives it, and
 * the link-local one that follows from the Ethernet address. So the switch need not learn these
 * addresses. Any station may be beyond an uplink, except one with the address of a VM.
 */
#ifndef NETSWITCH_BRIDGE_H
#define NETSWITCH_BRIDGE_H

#include "bucket.h"
#include "frame.h"
#include "address_table.h"

#define BRIDGE_AGE_SECONDS 300
#define BRIDGE_IP6         2

struct port {
    char name[NETSWITCH_NAME];
    uint64_t address;                 /* Ethernet; 0: an uplink */
    uint32_t ip;                      /* IPv4; 0: an uplink, or no address yet */
    struct frame_ip6 ip6[BRIDGE_IP6]; /* link-local, and the manifest's; 0: an uplink, or none */
    bool uplink;
    bool dhcp;      /* it gets its IPv4 address by DHCP */
    uint32_t peers; /* bits of the ports that it talks to, which have its bit, too; never its
                       own */
    struct bucket bucket;
    uint64_t counters[NETSWITCH_COUNTERS];
};

struct bridge {
    uint32_t count, uplinks; /* of ports; their bits */
    uint32_t mtu;            /* bytes behind a frame's header, at most */
    struct port ports[NETSWITCH_PORTS];
    struct address_table addresses;
};

/* Returns the bits of the ports that a frame from port `from` goes to. If there are none, counts
 * the reason in the port's counters. now: ticks of a clock that never goes back. Cost: O(ports) */
uint32_t bridge_forward(struct bridge *bridge, unsigned from, const struct frame *frame,
                        uint64_t now);

/* Records the address that a frame to the ports `to` gives to the client (frame_lease()). */
void bridge_lease(struct bridge *bridge, uint32_t to, uint64_t client, uint32_t ip);

/* Returns the link-local IPv6 address of an Ethernet address (RFC 4291, appendix A). */
struct frame_ip6 bridge_link_local(uint64_t address);

/* Returns the port that has this IPv6 address, or -1. */
int bridge_port_with_ip6(const struct bridge *bridge, struct frame_ip6 ip);

/* Call it when the component at the port has restarted: it has to ask for its address again. */
void bridge_restart(struct bridge *bridge, unsigned port);

#endif
