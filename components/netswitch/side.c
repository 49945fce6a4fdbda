/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A frame's payload is copied once for each receiver, from the sender's buffer to the receiver's; its head is copied
 * before, and that copy is what is checked and what the receivers get. Only ports that have rung are looked at.
 */
#include "side.h"

#include "bytes.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <link/link.h>

struct side {
    struct link link;
    struct link_channel *from, *to; /* as seen from who is at the port */
    struct link_config config;
    struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
    uint64_t event; /* by which the other side rings */
};

struct fabric fabric;

static const struct link_shape shapes[ETHER_CHANNELS] = {
    [ETHER_SEND] = { ETHER_DEPTH, ETHER_BUFFER_BYTES, true },
    [ETHER_RECEIVE] = { ETHER_DEPTH, ETHER_BUFFER_BYTES, false },
};
static struct side sides[NETSWITCH_PORTS];
static uint32_t awake; /* ports to be looked at */
static uint32_t given; /* ports that have something to be told of */
static uint64_t now;   /* for all that is handled in one go */

/* ---- To a port ---- */

static void deliver(unsigned number, const uint8_t *head, uint32_t head_bytes, const uint8_t *frame, uint32_t bytes)
{
    struct link_channel *to = sides[number].to;
    uint64_t *counters = fabric.ports[number].counters;
    struct link_request request = { .length = bytes, .kind = ETHER_FRAME };
    int buffer = sides[number].link.state == LINK_OK ? link_take(to) : LINK_DOWN;
    uint8_t *copy;

    if (buffer < 0) {
        counters[NETSWITCH_LOST]++;
        return;
    }
    request.buffer = (uint32_t)buffer;
    copy = link_buffer(to, request.buffer);
    memcpy(copy, head, head_bytes);
    if (bytes > head_bytes) {
        memcpy(copy + head_bytes, frame + head_bytes, bytes - head_bytes);
    }
    link_submit(to, &request, 0);
    given |= 1u << number;
    counters[NETSWITCH_FRAMES_OUT]++;
    counters[NETSWITCH_BYTES_OUT] += bytes;
}

/* Buffers that the port has done with. */
static void take_back(struct link_channel *to)
{
    struct link_done done;

    while (link_reap(to, &done) == LINK_OK) {
        link_give(to, done.buffer);
    }
}

/* What was on its way to the port is lost, as on a wire. */
static void restart(unsigned number)
{
    struct link_done lost;

    while (link_reclaim(sides[number].to, &lost) == LINK_OK) {
        link_give(sides[number].to, lost.buffer);
    }
    fabric_restart(&fabric, number);
}

/* ---- From a port ---- */

/* All of an answer to a DHCP client is copied before it is read. */
static const uint8_t *learn_lease(uint32_t to, const uint8_t *head, const uint8_t *frame, uint32_t bytes)
{
    static uint8_t copy[FRAME_MOST];
    uint64_t client;
    uint32_t ip;

    memcpy(copy, frame, bytes);
    memcpy(copy, head, FRAME_HEAD);
    ip = frame_lease(copy, bytes, &client);
    if (ip != 0) {
        fabric_lease(&fabric, to, client, ip);
    }
    return copy;
}

/* Whether it is a frame of a good length; if so it goes to where it may go. */
static bool forward(unsigned from, const uint8_t *buffer, uint32_t bytes)
{
    static uint8_t head[FRAME_HEAD];
    uint32_t head_bytes = bytes < FRAME_HEAD ? bytes : FRAME_HEAD, to;
    uint64_t *counters = fabric.ports[from].counters;
    struct frame frame;
    unsigned problem;

    counters[NETSWITCH_FRAMES_IN]++;
    counters[NETSWITCH_BYTES_IN] += bytes;
    memcpy(head, buffer, head_bytes);
    problem = frame_read(&frame, head, bytes);
    if (problem != 0) {
        counters[problem]++;
        return bytes >= ETHER_HEADER && bytes <= FRAME_MOST;
    }
    to = fabric_forward(&fabric, from, &frame, now);
    if (to != 0 && frame.dhcp_answer) {
        buffer = learn_lease(to, head, buffer, bytes);
    }
    for (; to != 0; to &= to - 1) {
        deliver((unsigned)__builtin_ctz(to), head, head_bytes, buffer, bytes);
    }
    return true;
}

static void tell_info(unsigned number, uint32_t buffer)
{
    struct ether_info info = { .mtu = NETSWITCH_MTU, .flags = ETHER_LINK_UP };

    put48(info.address, fabric.ports[number].address);
    memcpy(link_buffer(sides[number].from, buffer), &info, sizeof info);
    link_complete(sides[number].from, buffer, 0, sizeof info);
}

/* At most as many at a time as there can be: a port may be as busy as it likes, the others have their turns. */
static void take_requests(unsigned number)
{
    struct link_channel *from = sides[number].from;
    const struct link_request *request;

    for (unsigned i = 0; i < ETHER_DEPTH && link_next(from, &request) == LINK_OK; i++) {
        uint32_t buffer = request->buffer;

        if (request->kind == ETHER_FRAME) {
            bool good = forward(number, link_buffer(from, buffer), request->length);

            link_complete(from, buffer, good ? 0 : -COS_EINVAL, 0);
        } else if (request->kind == ETHER_INFO && !fabric.ports[number].uplink) {
            tell_info(number, buffer);
        } else {
            link_complete(from, buffer, -COS_ENOSYS, 0);
        }
    }
}

/* ---- Ports ---- */

static void serve(unsigned number)
{
    struct side *side = &sides[number];
    int before = side->link.state, state;

    while ((state = link_poll(&side->link)) == LINK_RESTARTED) {
        restart(number);
    }
    if (state == LINK_OK) {
        take_back(side->to);
        take_requests(number);
    }
    fabric.ports[number].counters[NETSWITCH_BREAKS] += side->link.state == LINK_BROKEN && before != LINK_BROKEN;
}

/* Somebody has ended, who may be whoever broke the rules: another chance. */
static void reopen_broken(void)
{
    for (unsigned i = 0; i < fabric.count; i++) {
        if (sides[i].link.state == LINK_BROKEN) {
            fabric_restart(&fabric, i);
            link_open(&sides[i].link, &sides[i].config);
            awake |= 1u << i;
        }
    }
}

bool sides_serve(uint64_t events)
{
    now = cos_tsc();
    if (events & COS_EVENT_PEER) {
        reopen_broken();
    }
    for (unsigned i = 0; i < fabric.count; i++) {
        awake |= (uint32_t)((events & sides[i].event) != 0) << i;
        if (awake & 1u << i) {
            serve(i);
        }
    }
    for (unsigned i = 0; i < fabric.count; i++) {
        if (awake & 1u << i && link_sleep(&sides[i].link)) {
            awake &= ~(1u << i);
        } else if (given & 1u << i) {
            link_flush(&sides[i].link);
        }
    }
    given = 0;
    return awake != 0;
}

static void ring(void *bell)
{
    cos_signal((uint64_t)bell);
}

static const char *open_side(const struct cos_link *link, unsigned number, bool owner)
{
    struct side *side = &sides[number];

    if (owner != fabric.ports[number].uplink) {
        return "ports in the order of the links: first uplinks, `links:` of the switch, then VMs, in the manifest's order";
    }
    side->config = (struct link_config){ .memory = (void *)link->address, .bytes = link->bytes, .owner = owner,
                                         .channels = ETHER_CHANNELS, .shapes = shapes, .slots = side->slots,
                                         .ring = ring, .bell = (void *)(uint64_t)(COS_SLOT_SIGNAL + number) };
    side->from = &side->link.channels[owner ? ETHER_RECEIVE : ETHER_SEND];
    side->to = &side->link.channels[owner ? ETHER_SEND : ETHER_RECEIVE];
    side->event = COS_EVENT_FROM(owner ? link->peer : link->owner);
    awake |= 1u << number;
    return link_open(&side->link, &side->config) == LINK_OK ? NULL : "links of at least 264K";
}

const char *sides_open(const struct cos_start *start)
{
    const char *problem = NULL;

    if (start->link_count != fabric.count) {
        return "as many links with the switch as ports";
    }
    for (unsigned i = 0; problem == NULL && i < fabric.count; i++) {
        problem = open_side(&start->links[i], i, start->links[i].owner == start->id);
    }
    return problem;
}
