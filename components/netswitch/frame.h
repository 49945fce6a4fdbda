/* SPDX-License-Identifier: BSD-2-Clause */
/* What the switch must know of a frame. No system calls, no state. */
#ifndef NETSWITCH_FRAME_H
#define NETSWITCH_FRAME_H

#include <ether.h>
#include <netswitch.h>
#include <stdbool.h>
#include <stdint.h>

#define FRAME_HEAD 96 /* bytes at a frame's start that hold all headers that are looked at */
#define FRAME_MOST (ETHER_HEADER + NETSWITCH_MTU)

#define FRAME_GROUP (1ull << 40) /* in an address: of many, not of one */

struct frame {
    uint64_t to, from; /* Ethernet addresses as numbers, first byte most significant */
    uint32_t bytes;
    uint32_t source;   /* IPv4 address: of the sender, as it says */
    uint64_t sender;   /* ARP: its Ethernet address, as it says; IPv4: `from` */
    bool probe;        /* ARP that asks without saying who; source is 0 */
    bool dhcp_request; /* from a DHCP client to servers */
    bool dhcp_answer;  /* to a DHCP client */
};

/*
 * head: the first FRAME_HEAD bytes of the frame, or all of it if it is shorter, in memory that nobody else writes.
 * bytes: of the whole frame. Result: 0 and *frame, or NETSWITCH_MALFORMED or NETSWITCH_PROTOCOL.
 */
unsigned frame_read(struct frame *frame, const uint8_t *head, uint32_t bytes);

/* The address that a DHCP server gives by this frame, all `bytes` of which are at `frame`, and to whom; 0: it is
 * nothing of the kind. For frames that frame_read() calls dhcp_answer. O(bytes) */
uint32_t frame_lease(const uint8_t *frame, uint32_t bytes, uint64_t *client);

#endif
