/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ethernet frames over a link (lib/link): the owner of the link uses a port of the other side, by
 * two channels. A request on either carries one whole frame, without frame check sequence: kind =
 * ETHER_FRAME, length = bytes of the frame.
 *
 * On ETHER_SEND the owner is the producer. A completion says that the frame has left, or cannot
 * leave: status 0 or a negative COS_E* number: EINVAL: shorter than a header, or longer than a
 * header and the MTU; EDENIED: the switch lets it pass to no port; ENOSYS: no such kind.
 *
 * The manifest limits the length of frames: one MTU for all ports of a switch. The tool makes the
 * link large enough for it, and both sides compute the size of the buffers from the link's
 * (ETHER_SHAPES).
 *
 * On ETHER_RECEIVE the owner is the consumer; the other side ignores its completion status. Its
 * buffers are the only memory for frames that it has not completed; further frames wait on the
 * other side, or are lost.
 *
 * A restart (LINK_RESTARTED) of either side may lose frames, as a wire may; it duplicates none,
 * except those that their owner submits again.
 */
#ifndef ETHER_H
#define ETHER_H

#include <stdint.h>

#define ETHER_ADDRESS 6
#define ETHER_HEADER  14
#define ETHER_DEPTH   64 /* of both channels: frames in flight in one direction */

enum ether_channel { ETHER_SEND, ETHER_RECEIVE, ETHER_CHANNELS };

#define ETHER_MTU       1500 /* bytes after a frame's header, unless the manifest says otherwise */
#define ETHER_MTU_LEAST 1280 /* what IPv6 needs */
#define ETHER_MTU_MOST  9000

#define ETHER_BUFFER_BYTES 2048   /* of each buffer, at least: enough for ETHER_MTU */
#define ETHER_BUFFER_UNIT  64     /* its size is a multiple of this */
#define ETHER_DRIVER_BYTES 12     /* in a buffer, for a driver's own header */
#define ETHER_RING_BYTES   0x2000 /* of the link, before the buffers */

/* Bytes of a buffer, and of a link, for frames of that MTU. */
#define ETHER_FRONT (ETHER_HEADER + ETHER_DRIVER_BYTES)
#define ETHER_ROOM(mtu) \
    (((mtu) + ETHER_FRONT + ETHER_BUFFER_UNIT - 1) / ETHER_BUFFER_UNIT * ETHER_BUFFER_UNIT)
#define ETHER_BUFFER(mtu) \
    (ETHER_ROOM(mtu) <= ETHER_BUFFER_BYTES ? ETHER_BUFFER_BYTES : ETHER_ROOM(mtu))
#define ETHER_LINK(mtu)  (ETHER_RING_BYTES + ETHER_CHANNELS * ETHER_DEPTH * ETHER_BUFFER(mtu))
#define ETHER_LINK_BYTES ETHER_LINK(ETHER_MTU)

/* Bytes of each buffer in a link of that size; 0: the link is too small. */
static inline uint32_t ether_buffer_bytes(uint64_t link_bytes)
{
    const uint32_t unit = ETHER_CHANNELS * ETHER_DEPTH * ETHER_BUFFER_UNIT;

    if (link_bytes < ETHER_LINK_BYTES)
        return 0;
    return (uint32_t)(link_bytes - ETHER_RING_BYTES) / unit * ETHER_BUFFER_UNIT;
}

/* The shapes of a link of that size (link/link.h), in an initializer. */
#define ETHER_SHAPES(link_bytes)                                                                \
    {                                                                                           \
        [ETHER_SEND] = {ETHER_DEPTH, ether_buffer_bytes(link_bytes), true}, [ETHER_RECEIVE] = { \
            ETHER_DEPTH,                                                                        \
            ether_buffer_bytes(link_bytes),                                                     \
            false                                                                               \
        }                                                                                       \
    }

/* What the tool tells the driver of a network interface at its start: the blob of this name, which
 * is one struct ether_config. Without it the MTU is ETHER_MTU. */
#define ETHER_CONFIG "ether"

struct ether_config {
    uint32_t mtu; /* the user's, ETHER_MTU_LEAST .. ETHER_MTU_MOST */
};

enum ether_kind {
    ETHER_FRAME,
    ETHER_INFO, /* on ETHER_SEND: puts struct ether_info into the buffer; the completion's length is
                   its size */
};

#define ETHER_LINK_UP 1 /* struct ether_info.flags */

struct ether_info {
    uint8_t address[ETHER_ADDRESS];
    uint16_t mtu; /* bytes after the header */
    uint32_t flags;
};

#endif
