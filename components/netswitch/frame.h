/* SPDX-License-Identifier: BSD-2-Clause */
/* Parses the headers of a frame. No system calls, no state. */
#ifndef NETSWITCH_FRAME_H
#define NETSWITCH_FRAME_H

#include <ether.h>
#include <netswitch.h>
#include <stdbool.h>
#include <stdint.h>

#define FRAME_HEAD 96 /* bytes at a frame's start that hold all headers that the switch reads */

#define FRAME_GROUP (1ull << 40) /* in an address: a group of stations */

struct frame_ip6 { /* an IPv6 address, first byte most significant */
    uint64_t high, low;
};

struct frame {
    uint64_t to, from; /* Ethernet addresses as numbers, first byte most significant */
    uint32_t bytes;
    uint32_t source;   /* IPv4 address that the sender claims */
    uint64_t sender;   /* ARP: Ethernet address that the sender claims; IPv4: `from` */
    bool probe;        /* ARP request with a source of 0. IPv6: solicitation of `target6` */
    bool dhcp_request; /* from a DHCP client to servers */
    bool dhcp_answer;  /* to a DHCP client */
    bool ipv6;         /* IPv6 packet: `source` means nothing, and `sender` is from neighbour
                          discovery */
    bool nameless;     /* a station without an IPv6 address may send it */
    bool router;       /* only a router or a DHCP server sends it */
    bool claim;        /* advertises the owner of `target6` */
    struct frame_ip6 source6, target6; /* claimed source; target of neighbour discovery */
};

/* Returns true if a frame may have this length: a header, and at most the MTU behind it. */
static inline bool frame_fits(uint32_t bytes, uint32_t mtu)
{
    return bytes - ETHER_HEADER <= mtu;
}

/*
 * Parses a frame. head: its first FRAME_HEAD bytes, or all of a shorter one, in memory that only
 * the switch writes. bytes: length of the whole frame, which frame_fits() has accepted. Returns 0
 * and *frame, or NETSWITCH_MALFORMED or NETSWITCH_PROTOCOL.
 */
unsigned frame_read(struct frame *frame, const uint8_t *head, uint32_t bytes);

/* Parses the IPv6 packet at `ip`, in the frame's head; frame_read() calls it. */
unsigned frame_read_ipv6(struct frame *frame, const uint8_t *ip);

/* Returns the address that a DHCP server gives by frame[bytes], which is a dhcp_answer, and its
 * *client; or 0 if it gives none. O(bytes) */
uint32_t frame_lease(const uint8_t *frame, uint32_t bytes, uint64_t *client);

#endif
