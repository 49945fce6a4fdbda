/* SPDX-License-Identifier: BSD-2-Clause */
#include "port_end.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <stddef.h>
#include <cos/string.h>
#include <cos/syscall.h>

#define PATIENCE_US 20000
#define QUEUE_MOST  (1u << 30) /* bytes */

struct port_end *port_ends;
uint32_t ports_given;
uint32_t ports_full;
unsigned frames_wasted;
uint8_t *frame_copy;

_Static_assert(sizeof(struct port_end) <= NETSWITCH_PORT_BYTES,
               "the memory that the tool computes suffices");

/* ---- The link ---- */

static void ring(void *bell)
{
    cos_signal((uint64_t)bell);
}

bool port_ends_allocate(const struct cos_start *start, unsigned count)
{
    static uint8_t usual_copy[ETHER_HEADER + ETHER_MTU];
    uint64_t bytes = start->ram_pages * COS_PAGE_SIZE,
             used = count * (uint64_t)NETSWITCH_PORT_BYTES, each;
    unsigned vms = 0;

    frame_copy = usual_copy;
    if (bridge.mtu > ETHER_MTU) {
        frame_copy = (uint8_t *)start->ram_start + used;
        used += ETHER_BUFFER(bridge.mtu);
    }
    if (used > bytes)
        return false;
    for (unsigned i = 0; i < count; i++)
        vms += !bridge.ports[i].uplink;
    each = vms == 0 ? 0 : (bytes - used) / vms & ~(QUEUE_ALIGN - 1ull);
    each = each < QUEUE_MOST ? each : QUEUE_MOST;
    port_ends = (struct port_end *)start->ram_start; /* which is zeroed */
    for (unsigned i = 0; i < count; i++) {
        if (!bridge.ports[i].uplink) {
            queue_init(&port_ends[i].queue, (uint8_t *)start->ram_start + used, (uint32_t)each);
            used += each;
        }
    }
    return true;
}

const char *port_end_open(unsigned port, const struct cos_link *link, bool owner)
{
    struct port_end *end = &port_ends[port];

    if (owner != bridge.ports[port].uplink) {
        return "ports in the order of the links: uplinks, as in `links:` of the switch, then VMs, "
               "as in the manifest";
    }
    if (ether_buffer_bytes(link->bytes) < ETHER_HEADER + bridge.mtu)
        return "links of at least 264K, or 1144K with mtu=9000";
    memcpy(end->shapes, (const struct link_shape[])ETHER_SHAPES(link->bytes), sizeof end->shapes);
    end->config = (struct link_config){.memory = (void *)link->address,
                                       .bytes = link->bytes,
                                       .owner = owner,
                                       .lazy = true,
                                       .channels = ETHER_CHANNELS,
                                       .shapes = end->shapes,
                                       .slots = end->slots,
                                       .ring = ring,
                                       .bell = (void *)(uint64_t)(COS_SLOT_SIGNAL + port)};
    end->from = &end->link.channels[owner ? ETHER_RECEIVE : ETHER_SEND];
    end->to = &end->link.channels[owner ? ETHER_SEND : ETHER_RECEIVE];
    end->event = COS_EVENT_FROM(owner ? link->peer : link->owner);
    end->client = link->owner;
    end->spare = LINK_EMPTY;
    link_open(&end->link, &end->config);
    return NULL;
}

/* ---- Room ---- */

static void reap(struct port_end *end)
{
    struct link_done done;

    while (link_reap(end->to, &done) == LINK_OK)
        link_give(end->to, done.buffer);
}

static __attribute__((noinline)) bool find_late(struct port_end *end)
{
    reap(end);
    end->spare = link_take(end->to);
    return end->spare >= 0;
}

/* Takes a buffer for the next frame into end->spare. Returns false if there is none. */
static bool find_room(struct port_end *end)
{
    if (end->spare < 0)
        end->spare = link_take(end->to);
    return end->spare >= 0 || find_late(end);
}

/* Notes whether the port should ring when it has room: a VM once frames wait for it, a driver
 * before that. */
static void note_full(unsigned port)
{
    struct port_end *end = &port_ends[port];
    uint32_t bit = 1u << port;
    bool full = end->config.owner ? !find_room(end) : end->queue.frames != 0;

    if (full && !(ports_full & bit))
        end->since = now;
    ports_full = full ? ports_full | bit : ports_full & ~bit;
}

bool port_end_is_busy(unsigned port)
{
    struct port_end *end = &port_ends[port];

    if (end->link.state == LINK_OK)
        note_full(port);
    return end->link.state == LINK_OK && ports_full & 1u << port &&
           now - end->since < cos_ticks(PATIENCE_US);
}

/* ---- To the port ---- */

static void lose(unsigned port)
{
    bridge.ports[port].counters[NETSWITCH_LOST]++;
    frames_wasted++;
}

/* Sends a frame in the spare buffer. from: the link that the frame is in, or NULL. Inline, since
 * this is the hot path. */
static inline __attribute__((always_inline)) void send(unsigned port, const struct link *from,
                                                       const uint8_t *head, uint32_t head_bytes,
                                                       const uint8_t *frame, uint32_t bytes)
{
    struct port_end *end = &port_ends[port];
    uint64_t *counters = bridge.ports[port].counters;
    struct link_request request = {
        .buffer = (uint32_t)end->spare, .length = bytes, .kind = ETHER_FRAME};

    queue_copy(link_buffer(end->to, request.buffer), head, head_bytes, frame, bytes);
    if (from != NULL && !link_holds(from)) {
        lose(port);
        return;
    }
    end->spare = LINK_EMPTY;
    link_submit(end->to, &request, 0);
    ports_given |= 1u << port;
    counters[NETSWITCH_FRAMES_OUT]++;
    counters[NETSWITCH_BYTES_OUT] += bytes;
}

/* Takes back buffers that the port has completed, and sends waiting frames in them. Afterwards no
 * buffer is free if frames still wait. */
static void take_back(unsigned port)
{
    struct port_end *end = &port_ends[port];

    reap(end);
    if (!(ports_full & 1u << port))
        return;
    while (end->queue.frames != 0 && find_room(end)) {
        uint32_t bytes;
        const uint8_t *frame = queue_first(&end->queue, &bytes);

        send(port, NULL, frame, bytes, NULL, bytes);
        queue_drop(&end->queue);
    }
    note_full(port);
}

/* Puts a frame into the queue. Returns false if it has no room. */
static bool put(unsigned port, const struct link *from, const uint8_t *head, uint32_t head_bytes,
                const uint8_t *frame, uint32_t bytes)
{
    if (!queue_put(&port_ends[port].queue, head, head_bytes, frame, bytes))
        return false;
    if (link_holds(from))
        queue_keep(&port_ends[port].queue);
    else
        lose(port);
    return true;
}

/* The slow path of port_end_give(): there is no buffer, or other frames wait for one. */
static __attribute__((noinline)) void give_late(unsigned port, const struct link *from,
                                                const uint8_t *head, uint32_t head_bytes,
                                                const uint8_t *frame, uint32_t bytes)
{
    struct port_end *end = &port_ends[port];

    if (!put(port, from, head, head_bytes, frame, bytes)) {
        take_back(port);
        if (end->queue.frames == 0 && find_room(end))
            send(port, from, head, head_bytes, frame, bytes);
        else if (!put(port, from, head, head_bytes, frame, bytes))
            lose(port);
    }
    note_full(port);
}

void port_end_give(unsigned port, const struct link *from, const uint8_t *head, uint32_t head_bytes,
                   const uint8_t *frame, uint32_t bytes)
{
    struct port_end *end = &port_ends[port];

    if (end->link.state != LINK_OK) {
        lose(port);
    } else if (end->queue.frames != 0 || !find_room(end)) {
        give_late(port, from, head, head_bytes, frame, bytes);
    } else {
        send(port, from, head, head_bytes, frame, bytes);
        if (end->config.owner)
            note_full(port);
    }
}

/* ---- Ends and restarts ---- */

/* Drops all frames for the port's last life, waiting and in transit, as on a wire. */
static void forget(unsigned port)
{
    bridge.ports[port].counters[NETSWITCH_LOST] += port_ends[port].queue.frames;
    queue_init(&port_ends[port].queue, port_ends[port].queue.memory, port_ends[port].queue.size);
    ports_full &= ~(1u << port);
    bridge_restart(&bridge, port);
}

bool port_end_reopen(unsigned port)
{
    if (port_ends[port].link.state != LINK_BROKEN)
        return false;
    forget(port);
    port_ends[port].spare = LINK_EMPTY;
    link_open(&port_ends[port].link, &port_ends[port].config);
    return true;
}

static void restart(unsigned port)
{
    struct link_channel *to = port_ends[port].to;
    struct link_done lost;

    while (link_reclaim(to, &lost) == LINK_OK)
        link_give(to, lost.buffer);
    forget(port);
}

bool port_end_poll(unsigned port)
{
    struct port_end *end = &port_ends[port];
    int state;

    while ((state = link_poll(&end->link)) == LINK_RESTARTED)
        restart(port);
    if (state == LINK_OK)
        take_back(port);
    return end->link.state == LINK_OK;
}
