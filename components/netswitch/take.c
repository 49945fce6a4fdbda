/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A frame's payload is copied once for each receiver, from the sender's buffer to the receiver's.
 * The switch copies the head first; it checks that copy and sends it to the receivers. It drops the
 * frame if the sender's session has ended during the copy.
 */
#include "port_end.h"

#include "bytes.h"

#include <cos/abi.h>
#include <cos/string.h>

/* Copies a whole answer to a DHCP client, reads the lease in it and returns the copy. */
static const uint8_t *learn_lease(uint32_t to, const struct link *from, const uint8_t *head,
                                  const uint8_t *frame, uint32_t bytes)
{
    uint8_t *copy = frame_copy;
    uint64_t client;
    uint32_t ip;

    memcpy(copy, frame, bytes);
    memcpy(copy, head, FRAME_HEAD);
    ip = link_holds(from) ? frame_lease(copy, bytes, &client) : 0;
    if (ip != 0)
        bridge_lease(&bridge, to, client, ip);
    return copy;
}

/* Forwards a frame to its destinations. Returns its completion status. */
static int32_t forward(unsigned from, const uint8_t *buffer, uint32_t bytes)
{
    static uint8_t head[FRAME_HEAD];
    uint32_t head_bytes = bytes < FRAME_HEAD ? bytes : FRAME_HEAD, to;
    uint64_t *counters = bridge.ports[from].counters;
    struct frame frame;
    unsigned problem;

    counters[NETSWITCH_FRAMES_IN]++;
    counters[NETSWITCH_BYTES_IN] += bytes;
    if (!frame_fits(bytes, bridge.mtu)) {
        counters[NETSWITCH_MALFORMED]++;
        frames_wasted++;
        return -COS_EINVAL;
    }
    memcpy(head, buffer, head_bytes);
    problem = frame_read(&frame, head, bytes);
    if (problem != 0) {
        counters[problem]++;
        frames_wasted++;
        return -COS_EDENIED;
    }
    to = bridge_forward(&bridge, from, &frame, now);
    if (to == 0) {
        frames_wasted++;
        return -COS_EDENIED;
    }
    if (frame.dhcp_answer)
        buffer = learn_lease(to, &port_ends[from].link, head, buffer, bytes);
    for (; to != 0; to &= to - 1)
        port_end_give((unsigned)__builtin_ctz(to), &port_ends[from].link, head, head_bytes, buffer,
                      bytes);
    return 0;
}

static void tell_info(unsigned port, uint32_t buffer)
{
    struct ether_info info = {.mtu = (uint16_t)bridge.mtu, .flags = ETHER_LINK_UP};

    put48(info.address, bridge.ports[port].address);
    memcpy(link_buffer(port_ends[port].from, buffer), &info, sizeof info);
    link_complete(port_ends[port].from, buffer, 0, sizeof info);
}

/*
 * Returns true if a VM's frames have to wait for a driver, whose wire sets the pace. Frames to a VM
 * never wait here: they go into its queue, since it may never take them. Frames from an uplink do
 * not wait, either, since frames for other VMs are behind them.
 */
static bool wire_is_busy(unsigned port)
{
    uint32_t full = bridge.ports[port].uplink
                        ? 0
                        : ports_full & bridge.ports[port].peers & bridge.uplinks;

    for (; full != 0; full &= full - 1)
        if (port_end_is_busy((unsigned)__builtin_ctz(full)))
            return true;
    return false;
}

/* Takes at most as many requests as a link can hold, so that a busy port delays no other. */
bool port_end_take(unsigned port)
{
    struct link_channel *from = port_ends[port].from;
    const struct link_request *request;

    for (unsigned i = 0; i < ETHER_DEPTH; i++) {
        uint32_t buffer;

        if (wire_is_busy(port))
            return false;
        if (link_next(from, &request) != LINK_OK)
            return true;
        buffer = request->buffer;
        if (request->kind == ETHER_FRAME) {
            link_complete(from, buffer, forward(port, link_buffer(from, buffer), request->length),
                          0);
        } else if (request->kind == ETHER_INFO && !bridge.ports[port].uplink) {
            tell_info(port, buffer);
        } else {
            link_complete(from, buffer, -COS_ENOSYS, 0);
        }
    }
    return true;
}
