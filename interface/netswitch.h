/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The network switch's interface: its configuration, which the tool writes, and component calls
 * through a gate to its entry 0. Port n is at its link n: first the uplinks, whose links it owns,
 * then the VMs, in the order of the manifest. Its links carry frames as ether.h says; on a VM's
 * link it answers ETHER_INFO with the port's address and the switch's MTU.
 *
 * Results: 0, or a negative COS_E* number: ENOENT: no such port, counter or word; ENOSYS: no such
 * method. Any component with the gate may call; a call changes nothing and never waits.
 */
#ifndef NETSWITCH_H
#define NETSWITCH_H

#include <ether.h>
#include <stdint.h>

#define NETSWITCH_PORTS 32 /* most ports of a switch */
/* of its memory (`memory:`), for each port; the rest is for the VMs' queues */
#define NETSWITCH_PORT_BYTES 10240
#define NETSWITCH_NAME       32 /* bytes of a port's name, its padding included */

#define NETSWITCH_RATE_MOST  (1ull << 40) /* bytes in a second */
#define NETSWITCH_BURST_MOST (1ull << 28) /* bytes */

/* ---- Its configuration: the blob of this name, which is one struct netswitch_config ---- */

#define NETSWITCH_CONFIG "netswitch"

struct netswitch_port_config {
    char name[NETSWITCH_NAME];      /* unique; padded with NULs */
    uint8_t address[ETHER_ADDRESS]; /* Ethernet; unicast and unique. All 0: the port is an uplink,
                                       and has no other address either */
    uint8_t reserved[2];
    uint32_t ip;     /* IPv4, first byte most significant; 0: the VM gets one from a DHCP server
                        beyond an uplink. Unique */
    uint8_t ip6[16]; /* beside the link-local one that follows from `address`; all 0: none. Unicast
                        and unique */
    uint32_t peers;  /* bits of the ports that it may talk to, in both directions; never its own */
    uint64_t rate;   /* bytes in a second that it may send, at most NETSWITCH_RATE_MOST; 0: no
                        limit */
    uint64_t burst;  /* bytes at once, from a header and the MTU to NETSWITCH_BURST_MOST; 0: the
                        switch decides */
};

struct netswitch_config {
    uint32_t mtu; /* bytes after a frame's header, ETHER_MTU_LEAST .. ETHER_MTU_MOST */
    uint32_t port_count;
    struct netswitch_port_config ports[NETSWITCH_PORTS]; /* all 0 after the last one */
};

/* ---- Calls ---- */

enum netswitch_method {
    NETSWITCH_COUNT,   /* second result: number of ports */
    NETSWITCH_LABEL,   /* a1 = port, a2 = 0 .. 3: second result: these 8 bytes of its
                           name, first one lowest */
    NETSWITCH_COUNTER, /* a1 = port, a2 = enum netswitch_counter: second result: its value
                           since the switch started */
};

/* `In`: from the port's VM or uplink into the switch; `out`: the other way. */
enum netswitch_counter {
    NETSWITCH_FRAMES_IN, /* all, including those dropped */
    NETSWITCH_BYTES_IN,
    NETSWITCH_FRAMES_OUT,
    NETSWITCH_BYTES_OUT,
    NETSWITCH_LOST, /* for this port, which had no room or was not there */
    /* Frames in that were dropped: */
    NETSWITCH_MALFORMED,  /* not as long as its headers say, too long, or they make no sense */
    NETSWITCH_PROTOCOL,   /* none of IPv4, ARP and IPv6; so are VLAN tags */
    NETSWITCH_FORGED_MAC, /* from an address that is not the port's */
    NETSWITCH_FORGED_IP,  /* from an IP address that is not the port's, or of a kind that only a
                             DHCP server or a router may send */
    NETSWITCH_REFUSED,    /* to a port that this one may not talk to */
    NETSWITCH_ELSEWHERE,  /* to a station behind the port that it came from */
    NETSWITCH_LIMITED,    /* beyond the port's rate */
    /* Of the port's VM or uplink: */
    NETSWITCH_RESTARTS, /* it, or its link after a break, has begun again */
    NETSWITCH_BREAKS,   /* it has broken the rules of its link */
    NETSWITCH_COUNTERS
};

#endif
