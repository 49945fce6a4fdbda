/* SPDX-License-Identifier: BSD-2-Clause */
/* What the switch must know of a frame. No system calls, no state. */
#ifndef NETSWITCH_FRAME_H
#define NETSWITCH_FRAME_H

#include <ether.h>
#include <netswitch.h>
#include <stdbool.h>
#include <stdint.h>

#define FRAME_HEAD 96 /* bytes at a frame's start that hold all headers that are looked at */

#define FRAME_GROUP (1ull << 40) /* in an address: of many, not of one */

struct frame_ip6 { /* an IPv6 address, first byte most significant */
    uint64_t high, low;
};

struct frame {
    uint64_t to, from; /* Ethernet addresses as numbers, first byte most significant */
    uint32_t bytes;
    uint32_t source;   /* IPv4 address: of the sender, as it says */
    uint64_t sender;   /* ARP: its Ethernet address, as it says; IPv4: `from` */
    bool probe;        /* ARP that asks without saying who; source is 0. IPv6: asks for `target6` */
    bool dhcp_request; /* from a DHCP client to servers */
    bool dhcp_answer;  /* to a DHCP client */
    bool ipv6;         /* it is an IPv6 packet: `source` means nothing, and `sender` is who
                          neighbour discovery says */
    bool nameless;     /* it may come from who has no IPv6 address yet */
    bool router;       /* only a router or a DHCP server says that */
    bool claim;        /* says who has `target6` */
    struct frame_ip6 source6, target6; /* as it says; that which neighbour discovery is about */
};

/* Whether a frame may be that long: it has a header, and at most the MTU behind it. */
static inline bool frame_fits(uint32_t bytes, uint32_t mtu)
{
    return bytes - ETHER_HEADER <= mtu;
}

/*
 * head: the first FRAME_HEAD bytes of the frame, or all of it if it is shorter, in memory that
 * only the switch writes. bytes: of the whole frame, which frame_fits(). Result: 0 and *frame, or
 * NETSWITCH_MALFORMED or NETSWITCH_PROTOCOL.
 */
unsigned frame_read(struct frame *frame, const uint8_t *head, uint32_t bytes);

/* For frame_read(): the packet at `ip`, in the frame's head. */
unsigned frame_read_ipv6(struct frame *frame, const uint8_t *ip);

/* The address that a DHCP server gives by this frame, all `bytes` of which are at `frame`, and to
 * whom; 0: it is nothing of the kind. For frames that frame_read() calls dhcp_answer. O(bytes) */
uint32_t frame_lease(const uint8_t *frame, uint32_t bytes, uint64_t *client);

#endif
