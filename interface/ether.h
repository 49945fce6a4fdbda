/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ethernet frames over a link (lib/link): who owns the link's memory uses a port of the other side,
 * by two channels. Requests on both carry one whole frame, without frame check sequence: kind =
 * ETHER_FRAME, length = bytes of the frame.
 *
 * On ETHER_SEND the owner is the producer. Completion says that the frame has left, or cannot:
 * status 0 or a negative COS_E* number: EINVAL: shorter than a header, or longer than a header and
 * the MTU; EDENIED: the switch lets it pass to nobody; ENOSYS: no such kind.
 *
 * On ETHER_RECEIVE the owner is the consumer; what it completes with is not looked at. Its buffers
 * are all the memory for frames that it has not completed; frames beyond that wait with the other
 * side, or are lost.
 *
 * A restart (LINK_RESTARTED) of either side may lose frames, as a wire may; none is sent or
 * received twice, but one that its owner submits again.
 */
#ifndef ETHER_H
#define ETHER_H

#include <stdint.h>

#define ETHER_ADDRESS      6
#define ETHER_HEADER       14
#define ETHER_DEPTH        64   /* the channels' shapes: frames on their way in one direction */
#define ETHER_BUFFER_BYTES 2048
#define ETHER_LINK_BYTES   0x42000 /* of the link: enough for the channels */

enum ether_channel { ETHER_SEND, ETHER_RECEIVE, ETHER_CHANNELS };

enum ether_kind {
    ETHER_FRAME,
    ETHER_INFO, /* on ETHER_SEND: struct ether_info is put into the buffer; its size is
                   the completion's length */
};

#define ETHER_LINK_UP 1 /* struct ether_info.flags */

struct ether_info {
    uint8_t address[ETHER_ADDRESS];
    uint16_t mtu; /* bytes behind the header */
    uint32_t flags;
};

#endif
