/* SPDX-License-Identifier: BSD-2-Clause */
/* A port's link, which connects its component with the bridge. */
#ifndef NETSWITCH_PORT_END_H
#define NETSWITCH_PORT_END_H

#include "bridge.h"
#include "queue.h"

#include <cos/start.h>
#include <link/link.h>

struct port_end {
    struct link link;
    struct link_channel *from, *to; /* frames from the port, and to it */
    struct link_config config;
    struct link_shape shapes[ETHER_CHANNELS];
    struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
    uint64_t event;     /* of the component at the port */
    uint32_t client;    /* that component, for which the switch works; an uplink: the switch */
    int spare;          /* buffer taken for the next frame to it; negative: none */
    struct queue queue; /* VMs only: frames for which there was no buffer */
    uint64_t since;     /* while the port is in `ports_full`: time at which it got full */
};

extern struct bridge bridge;
extern struct port_end *port_ends; /* one for each port */
extern uint8_t *frame_copy;        /* memory for one frame */
extern uint64_t now;               /* time at which serve() began */
extern uint32_t ports_given;       /* bits of the ports with frames that they must be told of */
extern unsigned frames_wasted;     /* frames for no port since serve() began */
extern uint32_t ports_full;        /* bits of the ports that should ring when they have room */

/* Allocates NETSWITCH_PORT_BYTES for each port and, if the MTU is above ETHER_MTU, memory of one
 * frame; the queues of VMs share the rest equally. Returns false if the manifest gives too little
 * memory. */
bool port_ends_allocate(const struct cos_start *start, unsigned count);

/* Opens the link of the port. Returns NULL, or what was expected. */
const char *port_end_open(unsigned port, const struct cos_link *link, bool owner);

/* Opens the port's link again if it is broken, since a component has ended, perhaps the one that
 * broke the rules. Returns false if the link is not broken. */
bool port_end_reopen(unsigned port);

/* Takes back completed buffers. Call it before other functions of the port. Returns true if the
 * link can be used. */
bool port_end_poll(unsigned port);

/* Returns true if frames for an uplink should wait: it has no room, but had some not long ago. */
bool port_end_is_busy(unsigned port);

/* Sends a frame, or puts it into the queue; drops it if there is no room or no receiver. Its first
 * head_bytes are at `head`, the others at `frame` in the link `from`. Drops the frame, too, if that
 * link's session ends during the copy, since the link may have been cleared. */
void port_end_give(unsigned port, const struct link *from, const uint8_t *head, uint32_t head_bytes,
                   const uint8_t *frame, uint32_t bytes);

/* ---- take.c ---- */

/* Handles requests from the port. Returns false if they have to wait until a receiver has room. */
bool port_end_take(unsigned port);

#endif
