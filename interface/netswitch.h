/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The network switch's interface: component calls through a gate to its entry 0. Ports are numbered
 * as its arguments name them (components/netswitch/README.md). What goes over its links says
 * ether.h; on a VM's link it answers ETHER_INFO with the port's address and the switch's MTU.
 *
 * Results: 0, or a negative COS_E* number: ENOENT: no such port, counter or word; ENOSYS: no such
 * method; EAGAIN: too many call at once, try again. Anybody who has the gate may call; a call
 * changes nothing and never waits.
 */
#ifndef NETSWITCH_H
#define NETSWITCH_H

#define NETSWITCH_PORTS 32 /* most ports of a switch */
/* of its memory (`memory:`), for each port; all beyond is for queues of the VMs */
#define NETSWITCH_PORT_BYTES 10240
#define NETSWITCH_NAME       32 /* bytes of a port's name, NULs behind it included */

enum netswitch_method {
    NETSWITCH_COUNT,   /* second result: number of ports */
    NETSWITCH_LABEL,   /* a1 = port, a2 = 0 .. 3: second result: these 8 bytes of its
                           name, first one lowest */
    NETSWITCH_COUNTER, /* a1 = port, a2 = enum netswitch_counter: second result: its value
                           since the switch started */
};

/* `In` is what comes from who is at the port, `out` what goes to it. */
enum netswitch_counter {
    NETSWITCH_FRAMES_IN, /* all, those dropped included */
    NETSWITCH_BYTES_IN,
    NETSWITCH_FRAMES_OUT,
    NETSWITCH_BYTES_OUT,
    NETSWITCH_LOST, /* meant for the port, which had no room or was not there */
    /* Dropped, of what came in: */
    NETSWITCH_MALFORMED,  /* not as long as its headers say, too long, or they make no sense */
    NETSWITCH_PROTOCOL,   /* none of IPv4, ARP and IPv6; so are VLAN tags */
    NETSWITCH_FORGED_MAC, /* from an address that is not the port's */
    NETSWITCH_FORGED_IP,  /* from an IP address that is not the port's, or what only a DHCP
                             server or a router says */
    NETSWITCH_REFUSED,    /* to a port that this one is not declared to talk to */
    NETSWITCH_ELSEWHERE,  /* to a station on the side where it came from */
    NETSWITCH_LIMITED,    /* beyond the port's rate */
    /* Who is at the port: */
    NETSWITCH_RESTARTS, /* has begun anew, or has another chance after a break */
    NETSWITCH_BREAKS,   /* has broken the rules of its link */
    NETSWITCH_COUNTERS
};

#endif
