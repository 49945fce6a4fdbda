/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The switch's decisions: its ports, who may say what there, and where a frame goes. No system calls.
 *
 * Who is at a port of a VM has the one Ethernet address and the one IPv4 address that the manifest gives it, or that
 * a DHCP server beyond an uplink has given it; so these ports' addresses need not be learnt. Beyond uplinks may be
 * anybody, but nobody who has an address of a VM's.
 */
#ifndef NETSWITCH_FABRIC_H
#define NETSWITCH_FABRIC_H

#include "bucket.h"
#include "frame.h"
#include "stations.h"

#define FABRIC_AGE_SECONDS 300

struct port {
    char name[NETSWITCH_NAME];
    uint64_t address; /* Ethernet; 0: an uplink */
    uint32_t ip;      /* IPv4; 0: an uplink, or no address yet */
    bool uplink;
    bool dhcp;        /* it gets its IPv4 address by DHCP */
    uint32_t peers;   /* bits of the ports that it talks with: theirs have its bit, too; never its own */
    struct bucket bucket;
    uint64_t counters[NETSWITCH_COUNTERS];
};

struct fabric {
    uint32_t count, uplinks; /* of ports; their bits */
    struct port ports[NETSWITCH_PORTS];
    struct stations stations;
};

/* Bits of the ports that a frame from the port goes to. If there are none, the port's counters say why. now: ticks of
 * a clock that never goes back. Cost: O(ports) */
uint32_t fabric_forward(struct fabric *fabric, unsigned from, const struct frame *frame, uint64_t now);

/* A frame that goes to these ports gives the client an address (frame_lease()). */
void fabric_lease(struct fabric *fabric, uint32_t to, uint64_t client, uint32_t ip);

/* Who is at the port has begun anew; it has to ask for its address again. */
void fabric_restart(struct fabric *fabric, unsigned port);

#endif
