/* SPDX-License-Identifier: BSD-2-Clause */
#include "side.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <stddef.h>
#include <cos/string.h>
#include <cos/syscall.h>

#define PATIENCE_US 20000
#define QUEUE_MOST  (1u << 30) /* bytes */

struct side *sides;
uint32_t sides_given;
uint32_t sides_full;
unsigned sides_wasted;
uint8_t *sides_copy;

_Static_assert(sizeof(struct side) <= NETSWITCH_PORT_BYTES,
               "the memory that is asked for suffices");

/* ---- The link ---- */

static void ring(void *bell)
{
    cos_signal((uint64_t)bell);
}

bool sides_allocate(const struct cos_start *start, unsigned count)
{
    static uint8_t usual_copy[ETHER_HEADER + ETHER_MTU];
    uint64_t bytes = start->ram_pages * COS_PAGE_SIZE,
             used = count * (uint64_t)NETSWITCH_PORT_BYTES, each;
    unsigned vms = 0;

    sides_copy = usual_copy;
    if (fabric.mtu > ETHER_MTU) {
        sides_copy = (uint8_t *)start->ram_start + used;
        used += ETHER_BUFFER(fabric.mtu);
    }
    if (used > bytes)
        return false;
    for (unsigned i = 0; i < count; i++)
        vms += !fabric.ports[i].uplink;
    each = vms == 0 ? 0 : (bytes - used) / vms & ~(QUEUE_ALIGN - 1ull);
    each = each < QUEUE_MOST ? each : QUEUE_MOST;
    sides = (struct side *)start->ram_start; /* which is zeroed */
    for (unsigned i = 0; i < count; i++) {
        if (!fabric.ports[i].uplink) {
            queue_init(&sides[i].queue, (uint8_t *)start->ram_start + used, (uint32_t)each);
            used += each;
        }
    }
    return true;
}

const char *side_open(unsigned port, const struct cos_link *link, bool owner)
{
    struct side *side = &sides[port];

    if (owner != fabric.ports[port].uplink) {
        return "ports in the order of the links: uplinks, as in `links:` of the switch, then VMs, "
               "as in the manifest";
    }
    if (ether_buffer_bytes(link->bytes) < ETHER_HEADER + fabric.mtu)
        return "links of at least 264K, or 1144K with mtu=9000";
    memcpy(side->shapes, (const struct link_shape[])ETHER_SHAPES(link->bytes), sizeof side->shapes);
    side->config = (struct link_config){.memory = (void *)link->address,
                                        .bytes = link->bytes,
                                        .owner = owner,
                                        .lazy = true,
                                        .channels = ETHER_CHANNELS,
                                        .shapes = side->shapes,
                                        .slots = side->slots,
                                        .ring = ring,
                                        .bell = (void *)(uint64_t)(COS_SLOT_SIGNAL + port)};
    side->from = &side->link.channels[owner ? ETHER_RECEIVE : ETHER_SEND];
    side->to = &side->link.channels[owner ? ETHER_SEND : ETHER_RECEIVE];
    side->event = COS_EVENT_FROM(owner ? link->peer : link->owner);
    side->spare = LINK_EMPTY;
    link_open(&side->link, &side->config);
    return NULL;
}

/* ---- Room ---- */

static void reap(struct side *side)
{
    struct link_done done;

    while (link_reap(side->to, &done) == LINK_OK)
        link_give(side->to, done.buffer);
}

static __attribute__((noinline)) bool find_late(struct side *side)
{
    reap(side);
    side->spare = link_take(side->to);
    return side->spare >= 0;
}

/* A buffer for the next frame: into side->spare, if there is one. */
static bool find_room(struct side *side)
{
    if (side->spare < 0)
        side->spare = link_take(side->to);
    return side->spare >= 0 || find_late(side);
}

/* Whether it is to be asked to ring when it has room: a VM if frames wait for it, a driver
 * before they have to. */
static void note_full(unsigned port)
{
    struct side *side = &sides[port];
    uint32_t bit = 1u << port;
    bool full = side->config.owner ? !find_room(side) : side->queue.frames != 0;

    if (full && !(sides_full & bit))
        side->since = now;
    sides_full = full ? sides_full | bit : sides_full & ~bit;
}

bool side_is_busy(unsigned port)
{
    struct side *side = &sides[port];

    if (side->link.state == LINK_OK)
        note_full(port);
    return side->link.state == LINK_OK && sides_full & 1u << port &&
           now - side->since < cos_ticks(PATIENCE_US);
}

/* ---- To the port ---- */

static void lose(unsigned port)
{
    fabric.ports[port].counters[NETSWITCH_LOST]++;
    sides_wasted++;
}

/* Into the spare buffer. from: the link that the frame is in, NULL: none. Inline, as it is what a
 * switch does all day. */
static inline __attribute__((always_inline)) void send(unsigned port, const struct link *from,
                                                       const uint8_t *head, uint32_t head_bytes,
                                                       const uint8_t *frame, uint32_t bytes)
{
    struct side *side = &sides[port];
    uint64_t *counters = fabric.ports[port].counters;
    struct link_request request = {
        .buffer = (uint32_t)side->spare, .length = bytes, .kind = ETHER_FRAME};

    queue_copy(link_buffer(side->to, request.buffer), head, head_bytes, frame, bytes);
    if (from != NULL && !link_holds(from)) {
        lose(port);
        return;
    }
    side->spare = LINK_EMPTY;
    link_submit(side->to, &request, 0);
    sides_given |= 1u << port;
    counters[NETSWITCH_FRAMES_OUT]++;
    counters[NETSWITCH_BYTES_OUT] += bytes;
}

/* Buffers that the port has done with, for what has waited for them: after this, if any
 * waits, there are none. */
static void take_back(unsigned port)
{
    struct side *side = &sides[port];

    reap(side);
    if (!(sides_full & 1u << port))
        return;
    while (side->queue.frames != 0 && find_room(side)) {
        uint32_t bytes;
        const uint8_t *frame = queue_first(&side->queue, &bytes);

        send(port, NULL, frame, bytes, NULL, bytes);
        queue_drop(&side->queue);
    }
    note_full(port);
}

/* Into the queue. False: there is no room. */
static bool put(unsigned port, const struct link *from, const uint8_t *head, uint32_t head_bytes,
                const uint8_t *frame, uint32_t bytes)
{
    if (!queue_put(&sides[port].queue, head, head_bytes, frame, bytes))
        return false;
    if (link_holds(from))
        queue_keep(&sides[port].queue);
    else
        lose(port);
    return true;
}

/* There was no buffer, or others wait for one. */
static __attribute__((noinline)) void give_late(unsigned port, const struct link *from,
                                                const uint8_t *head, uint32_t head_bytes,
                                                const uint8_t *frame, uint32_t bytes)
{
    struct side *side = &sides[port];

    if (!put(port, from, head, head_bytes, frame, bytes)) {
        take_back(port);
        if (side->queue.frames == 0 && find_room(side))
            send(port, from, head, head_bytes, frame, bytes);
        else if (!put(port, from, head, head_bytes, frame, bytes))
            lose(port);
    }
    note_full(port);
}

void side_give(unsigned port, const struct link *from, const uint8_t *head, uint32_t head_bytes,
               const uint8_t *frame, uint32_t bytes)
{
    struct side *side = &sides[port];

    if (side->link.state != LINK_OK) {
        lose(port);
    } else if (side->queue.frames != 0 || !find_room(side)) {
        give_late(port, from, head, head_bytes, frame, bytes);
    } else {
        send(port, from, head, head_bytes, frame, bytes);
        if (side->config.owner)
            note_full(port);
    }
}

/* ---- Who comes and goes ---- */

/* What waits for who was at the port is lost, as is what was on its way, as on a wire. */
static void forget(unsigned port)
{
    fabric.ports[port].counters[NETSWITCH_LOST] += sides[port].queue.frames;
    queue_init(&sides[port].queue, sides[port].queue.memory, sides[port].queue.size);
    sides_full &= ~(1u << port);
    fabric_restart(&fabric, port);
}

bool side_reopen(unsigned port)
{
    if (sides[port].link.state != LINK_BROKEN)
        return false;
    forget(port);
    sides[port].spare = LINK_EMPTY;
    link_open(&sides[port].link, &sides[port].config);
    return true;
}

static void restart(unsigned port)
{
    struct link_channel *to = sides[port].to;
    struct link_done lost;

    while (link_reclaim(to, &lost) == LINK_OK)
        link_give(to, lost.buffer);
    forget(port);
}

bool side_poll(unsigned port)
{
    struct side *side = &sides[port];
    int state;

    while ((state = link_poll(&side->link)) == LINK_RESTARTED)
        restart(port);
    if (state == LINK_OK)
        take_back(port);
    return side->link.state == LINK_OK;
}
