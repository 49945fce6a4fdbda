/* SPDX-License-Identifier: BSD-2-Clause */
/* A port's link: what lies between who is there and the bridge. */
#ifndef NETSWITCH_PORT_END_H
#define NETSWITCH_PORT_END_H

#include "bridge.h"
#include "queue.h"

#include <cos/start.h>
#include <link/link.h>

struct port_end {
    struct link link;
    struct link_channel *from, *to; /* as seen from who is at the port */
    struct link_config config;
    struct link_shape shapes[ETHER_CHANNELS];
    struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
    uint64_t event;     /* of the component at the port */
    int spare;          /* buffer for the next frame to it, taken already; negative: none */
    struct queue queue; /* VMs only: frames for which there was no buffer */
    uint64_t since;     /* if it is full: time since when it has been */
};

extern struct bridge bridge;
extern struct port_end *port_ends; /* one for each port */
extern uint8_t *frame_copy;        /* memory for one frame */
extern uint64_t now;               /* for all that is handled in one go */
extern uint32_t ports_given;       /* bits of the ports that have frames to be told of */
extern unsigned frames_wasted;     /* frames since serve() began for no port */
extern uint32_t ports_full;        /* and of those to be asked to ring when they have room */

/* Memory for as many ports: NETSWITCH_PORT_BYTES for each, that of a frame if the MTU is above
 * ETHER_MTU, and what is left in equal parts for the queues of VMs. False: the manifest gives too
 * little. */
bool port_ends_allocate(const struct cos_start *start, unsigned count);

/* Opens the link of the port; NULL, or what is wrong: an expectation. */
const char *port_end_open(unsigned port, const struct cos_link *link, bool owner);

/* A component has ended, perhaps the one that broke the link's rules: another chance.
 * False: it is not broken. */
bool port_end_reopen(unsigned port);

/* To be called first: whether the link can be used. Takes back what the
 * other side has done with. */
bool port_end_poll(unsigned port);

/* For uplinks: whether to wait for room: there is none, but it was not long ago
 * that there was some. */
bool port_end_is_busy(unsigned port);

/* Puts a frame on its way, or into the queue; without room, or a receiver, it is lost. Its first
 * head_bytes are at `head`, the others are copied from the link `from`, which must still hold them
 * then: it may be cleared at any time, as its owner has ended. */
void port_end_give(unsigned port, const struct link *from, const uint8_t *head, uint32_t head_bytes,
                   const uint8_t *frame, uint32_t bytes);

/* ---- take.c ---- */

/* Handles what has come from the port. False: it has to wait until a receiver has room. */
bool port_end_take(unsigned port);

#endif
