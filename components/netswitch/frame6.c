/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPv6. A sender may put headers between the first one and the payload, and options before those
 * that matter. A look at fixed places would miss them. So the switch follows the whole chain; a
 * chain that goes on behind the part of the frame that the switch looks at is malformed.
 */
#include "frame.h"

#include "bytes.h"

#define IPV6_BYTES 40
/* next header */
enum {
    HOP_BY_HOP = 0,
    UDP = 17,
    ROUTING = 43,
    FRAGMENT = 44,
    SIGNED = 51,
    ICMPV6 = 58,
    OPTIONS = 60
};
#define FRAGMENT_BYTES  8
#define FRAGMENT_OFFSET 0xfff8
#define FRAGMENT_MORE   1

/* ICMPv6 */
enum {
    LISTENER_REPORT = 131,
    LISTENER_DONE = 132,
    ROUTER_SOLICITATION = 133,
    ROUTER_ADVERTISEMENT = 134,
    SOLICITATION = 135,
    ADVERTISEMENT = 136,
    REDIRECT = 137,
    LISTENER_REPORT_2 = 143
};
#define ICMP_BYTES      8
#define NEIGHBOUR_BYTES 24 /* target included */
#define TARGET_AT       8
#define OPTION_UNIT     8
enum { OPTION_SOURCE = 1, OPTION_TARGET = 2 }; /* link-layer addresses */

enum { DHCP_CLIENT = 546, DHCP_SERVER };

struct part { /* the rest of a packet */
    const uint8_t *at;
    uint32_t seen, bytes; /* bytes in the frame's head; bytes up to the packet's end */
};

static bool skip(struct part *part, uint32_t bytes)
{
    if (bytes > part->seen)
        return false;
    part->at += bytes;
    part->seen -= bytes;
    part->bytes -= bytes;
    return true;
}

static struct frame_ip6 get_ip6(const uint8_t *from)
{
    return (struct frame_ip6){(uint64_t)get32(from) << 32 | get32(from + 4),
                              (uint64_t)get32(from + 8) << 32 | get32(from + 12)};
}

/* Reads the sender's Ethernet address from the options of neighbour discovery. Returns false if
 * they are malformed, or contradict each other. */
static bool read_options(struct frame *frame, struct part part)
{
    bool told = false;

    if (part.seen < part.bytes)
        return false;
    while (part.bytes != 0) {
        uint32_t bytes = part.bytes >= OPTION_UNIT ? part.at[1] * (uint32_t)OPTION_UNIT : 0;

        if (bytes == 0 || bytes > part.bytes)
            return false;
        if (part.at[0] == OPTION_SOURCE || part.at[0] == OPTION_TARGET) {
            uint64_t address = get48(part.at + 2);

            if (told && address != frame->sender)
                return false;
            frame->sender = address;
            told = true;
        }
        skip(&part, bytes);
    }
    return true;
}

static bool read_neighbour(struct frame *frame, struct part part, bool has_target)
{
    if (part.seen < (has_target ? NEIGHBOUR_BYTES : ICMP_BYTES))
        return false;
    if (has_target)
        frame->target6 = get_ip6(part.at + TARGET_AT);
    skip(&part, has_target ? NEIGHBOUR_BYTES : ICMP_BYTES);
    return read_options(frame, part);
}

static unsigned read_icmp(struct frame *frame, struct part part, bool whole)
{
    uint8_t type;
    bool good = true;

    if (part.seen < ICMP_BYTES)
        return NETSWITCH_MALFORMED;
    type = part.at[0];
    if (type >= ROUTER_SOLICITATION && type <= REDIRECT && !whole)
        return NETSWITCH_MALFORMED; /* RFC 6980 */
    frame->router = type == ROUTER_ADVERTISEMENT || type == REDIRECT;
    frame->claim = type == ADVERTISEMENT;
    if (type == SOLICITATION || type == ADVERTISEMENT || type == ROUTER_SOLICITATION)
        good = read_neighbour(frame, part, type != ROUTER_SOLICITATION);
    /* A station without an address checks whether another one has the address that it wants, looks
     * for routers, and joins groups. */
    frame->probe = type == SOLICITATION;
    frame->nameless = type == SOLICITATION || type == ROUTER_SOLICITATION ||
                      type == LISTENER_REPORT || type == LISTENER_DONE || type == LISTENER_REPORT_2;
    return good ? 0 : NETSWITCH_MALFORMED;
}

static unsigned read_udp(struct frame *frame, const struct part *part)
{
    if (part->seen < 8)
        return NETSWITCH_MALFORMED;
    frame->router = get16(part->at) == DHCP_SERVER || get16(part->at + 2) == DHCP_CLIENT;
    return 0;
}

/* Follows the chain of headers to the payload. */
static unsigned read_chain(struct frame *frame, uint8_t next, struct part part)
{
    bool whole = true;

    while (next == HOP_BY_HOP || next == ROUTING || next == OPTIONS || next == FRAGMENT ||
           next == SIGNED) {
        bool fragment = next == FRAGMENT, is_signed = next == SIGNED;
        uint32_t place;

        if (part.seen < FRAGMENT_BYTES)
            return NETSWITCH_MALFORMED;
        place = fragment ? get16(part.at + 2) : 0;
        if (place & FRAGMENT_OFFSET)
            return 0; /* a later fragment: the switch has read the headers in the first one */
        whole = whole && !fragment;
        next = part.at[0];
        if (!skip(&part, fragment    ? FRAGMENT_BYTES
                         : is_signed ? (part.at[1] + 2u) * 4
                                     : (part.at[1] + 1u) * 8))
            return NETSWITCH_MALFORMED;
    }
    return next == ICMPV6 ? read_icmp(frame, part, whole)
           : next == UDP  ? read_udp(frame, &part)
                          : 0;
}

unsigned frame_read_ipv6(struct frame *frame, const uint8_t *ip)
{
    uint32_t there = frame->bytes - ETHER_HEADER, bytes, seen;

    if (there < IPV6_BYTES || ip[0] >> 4 != 6 || get16(ip + 4) > there - IPV6_BYTES)
        return NETSWITCH_MALFORMED;
    frame->ipv6 = true;
    frame->source6 = get_ip6(ip + 8);
    bytes = get16(ip + 4);
    seen = FRAME_HEAD - ETHER_HEADER - IPV6_BYTES;
    return read_chain(frame, ip[6],
                      (struct part){ip + IPV6_BYTES, bytes < seen ? bytes : seen, bytes});
}
