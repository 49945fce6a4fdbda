/* SPDX-License-Identifier: BSD-2-Clause */
#include "frame.h"

#include "bytes.h"

#define TYPE_IPV4 0x0800
#define TYPE_ARP  0x0806
#define TYPE_IPV6 0x86dd

#define ARP_BYTES    28
#define ARP_ETHERNET 0x00010800 /* Ethernet addresses for IPv4 */
#define ARP_LENGTHS  0x0604
enum { ARP_REQUEST = 1, ARP_REPLY };

#define IPV4_BYTES      20
#define FRAGMENT_OFFSET 0x1fff
#define PROTOCOL_UDP    17
#define UDP_BYTES       8
enum { PORT_SERVER = 67, PORT_CLIENT };

#define DHCP_BYTES  240      /* without options */
#define DHCP_REPLY  0x020106 /* to a client with an Ethernet address of 6 bytes */
#define DHCP_COOKIE 0x63825363
enum { DHCP_YOURS_AT = 16, DHCP_CLIENT_AT = 28, DHCP_COOKIE_AT = 236 };
enum { OPTION_PAD = 0, OPTION_TYPE = 53, OPTION_END = 255, DHCP_ACK = 5 };

static unsigned read_arp(struct frame *frame, const uint8_t *arp)
{
    uint32_t operation;

    if (frame->bytes < ETHER_HEADER + ARP_BYTES)
        return NETSWITCH_MALFORMED;
    operation = get16(arp + 6);
    if (get32(arp) != ARP_ETHERNET || get16(arp + 4) != ARP_LENGTHS ||
        (operation != ARP_REQUEST && operation != ARP_REPLY))
        return NETSWITCH_MALFORMED;
    frame->sender = get48(arp + 8);
    frame->source = get32(arp + 14);
    frame->probe = operation == ARP_REQUEST && frame->source == 0;
    return 0;
}

/* Reads the UDP ports of a first fragment, or of a whole packet. */
static unsigned read_udp(struct frame *frame, const uint8_t *udp, uint32_t bytes)
{
    if (bytes < UDP_BYTES)
        return NETSWITCH_MALFORMED;
    frame->dhcp_answer = get16(udp + 2) == PORT_CLIENT;
    frame->dhcp_request = get16(udp) == PORT_CLIENT && get16(udp + 2) == PORT_SERVER;
    return 0;
}

static unsigned read_ipv4(struct frame *frame, const uint8_t *ip)
{
    uint32_t header, bytes;

    if (frame->bytes < ETHER_HEADER + IPV4_BYTES)
        return NETSWITCH_MALFORMED;
    header = (ip[0] & 15u) * 4;
    bytes = get16(ip + 2);
    if (ip[0] >> 4 != 4 || header < IPV4_BYTES || bytes < header ||
        bytes > frame->bytes - ETHER_HEADER)
        return NETSWITCH_MALFORMED;
    frame->source = get32(ip + 12);
    if (ip[9] == PROTOCOL_UDP && (get16(ip + 6) & FRAGMENT_OFFSET) == 0)
        return read_udp(frame, ip + header, bytes - header);
    return 0;
}

unsigned frame_read(struct frame *frame, const uint8_t *head, uint32_t bytes)
{
    *frame = (struct frame){.to = get48(head), .from = get48(head + ETHER_ADDRESS), .bytes = bytes};
    frame->sender = frame->from;
    if (frame->from & FRAME_GROUP)
        return NETSWITCH_MALFORMED;
    switch (get16(head + ETHER_HEADER - 2)) {
    case TYPE_IPV4:
        return read_ipv4(frame, head + ETHER_HEADER);
    case TYPE_ARP:
        return read_arp(frame, head + ETHER_HEADER);
    case TYPE_IPV6:
        return frame_read_ipv6(frame, head + ETHER_HEADER);
    default:
        return NETSWITCH_PROTOCOL;
    }
}

/* Returns true if the options say that the message is an acknowledgement. */
static bool is_ack(const uint8_t *options, uint32_t bytes)
{
    uint32_t at = 0;

    while (at + 3 <= bytes && options[at] != OPTION_END) {
        if (options[at] == OPTION_TYPE)
            return options[at + 1] == 1 && options[at + 2] == DHCP_ACK;
        at += options[at] == OPTION_PAD ? 1 : options[at + 1] + 2u;
    }
    return false;
}

uint32_t frame_lease(const uint8_t *frame, uint32_t bytes, uint64_t *client)
{
    uint32_t start = ETHER_HEADER + (frame[ETHER_HEADER] & 15u) * 4 + UDP_BYTES;
    uint32_t end = ETHER_HEADER + get16(frame + ETHER_HEADER + 2);
    const uint8_t *dhcp = frame + start;

    if (end > bytes || end < start + DHCP_BYTES || get32(dhcp) >> 8 != DHCP_REPLY ||
        get32(dhcp + DHCP_COOKIE_AT) != DHCP_COOKIE ||
        !is_ack(dhcp + DHCP_BYTES, end - start - DHCP_BYTES))
        return 0;
    *client = get48(dhcp + DHCP_CLIENT_AT);
    return get32(dhcp + DHCP_YOURS_AT);
}
