/* SPDX-License-Identifier: BSD-2-Clause */
#include "side.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <stddef.h>
#include <cos/string.h>
#include <cos/syscall.h>

#define PATIENCE_UPLINK_US 20000
#define CREDIT_US          200000 /* a VM may be waited for so long at once, */
#define CREDIT_PART        8      /* and in the long run a part of the time: one of so many; */
#define CREDIT_FRAME_US    2000   /* but so much longer for each frame that it takes meanwhile */

struct side *sides;
uint32_t sides_given;
uint32_t sides_full;

_Static_assert(sizeof(struct side) <= NETSWITCH_PORT_BYTES, "the memory that is asked for suffices");

static const struct link_shape shapes[ETHER_CHANNELS] = {
    [ETHER_SEND] = { ETHER_DEPTH, ETHER_BUFFER_BYTES, true },
    [ETHER_RECEIVE] = { ETHER_DEPTH, ETHER_BUFFER_BYTES, false },
};

/* ---- The link ---- */

static void ring(void *bell)
{
    cos_signal((uint64_t)bell);
}

bool sides_allocate(const struct cos_start *start, unsigned count)
{
    sides = (struct side *)start->ram_start; /* which is zeroed */
    return count * sizeof *sides <= start->ram_pages * COS_PAGE_SIZE;
}

const char *side_open(unsigned port, const struct cos_link *link, bool owner)
{
    struct side *side = &sides[port];

    if (owner != fabric.ports[port].uplink) {
        return "ports in the order of the links: uplinks, as in `links:` of the switch, then VMs, as in the manifest";
    }
    side->config = (struct link_config){ .memory = (void *)link->address, .bytes = link->bytes, .owner = owner,
                                         .lazy = true, .channels = ETHER_CHANNELS, .shapes = shapes,
                                         .slots = side->slots, .ring = ring,
                                         .bell = (void *)(uint64_t)(COS_SLOT_SIGNAL + port) };
    side->from = &side->link.channels[owner ? ETHER_RECEIVE : ETHER_SEND];
    side->to = &side->link.channels[owner ? ETHER_SEND : ETHER_RECEIVE];
    side->event = COS_EVENT_FROM(owner ? link->peer : link->owner);
    side->spare = LINK_EMPTY;
    return link_open(&side->link, &side->config) == LINK_OK ? NULL : "links of at least 264K";
}

static void add_credit(struct side *side, uint64_t gained)
{
    uint64_t most = cos_ticks(CREDIT_US);

    side->credit = gained < most - side->credit ? side->credit + gained : most;
}

/* There is room again, as it has taken so many frames; or, with 0, nobody who could take anything. */
static void end_full(struct side *side, unsigned taken)
{
    uint64_t waited = now - side->since;

    if (sides_full & 1u << (side - sides)) {
        side->credit -= waited < side->credit ? waited : side->credit;
        side->credited = now;
        add_credit(side, cos_ticks(taken * CREDIT_FRAME_US));
        sides_full &= ~(1u << (side - sides));
    }
}

bool side_reopen(unsigned port)
{
    if (sides[port].link.state != LINK_BROKEN) {
        return false;
    }
    fabric_restart(&fabric, port);
    sides[port].spare = LINK_EMPTY;
    end_full(&sides[port], 0);
    link_open(&sides[port].link, &sides[port].config);
    return true;
}

/* What was on its way to the port is lost, as on a wire. */
static void restart(unsigned port)
{
    struct link_channel *to = sides[port].to;
    struct link_done lost;

    while (link_reclaim(to, &lost) == LINK_OK) {
        link_give(to, lost.buffer);
    }
    end_full(&sides[port], 0);
    fabric_restart(&fabric, port);
}

/* Buffers that the port has done with. */
static void take_back(struct side *side)
{
    struct link_done done;
    unsigned taken = 0;

    for (; link_reap(side->to, &done) == LINK_OK; taken++) {
        link_give(side->to, done.buffer);
    }
    if (taken != 0) {
        end_full(side, taken);
    }
}

bool side_poll(unsigned port)
{
    struct side *side = &sides[port];
    int state;

    while ((state = link_poll(&side->link)) == LINK_RESTARTED) {
        restart(port);
    }
    if (state == LINK_OK) {
        take_back(side);
    }
    return side->link.state == LINK_OK;
}

/* ---- To the port ---- */

static void begin_full(struct side *side)
{
    sides_full |= 1u << (side - sides);
    add_credit(side, (now - side->credited) / CREDIT_PART);
    side->since = now;
}

static __attribute__((noinline)) bool find_late(struct side *side)
{
    take_back(side);
    side->spare = link_take(side->to);
    if (side->spare < 0 && !(sides_full & 1u << (side - sides))) {
        begin_full(side);
    }
    return side->spare >= 0;
}

/* A buffer for the next frame: into side->spare, if there is one. */
static bool find_room(struct side *side)
{
    if (side->spare < 0) {
        side->spare = link_take(side->to);
    }
    return side->spare >= 0 || find_late(side);
}

bool side_is_busy(unsigned port)
{
    struct side *side = &sides[port];
    uint64_t patience = fabric.ports[port].uplink ? cos_ticks(PATIENCE_UPLINK_US) : side->credit;

    return side->link.state == LINK_OK && !find_room(side) && now - side->since < patience;
}

void side_give(unsigned port, const uint8_t *head, uint32_t head_bytes, const uint8_t *frame, uint32_t bytes)
{
    struct side *side = &sides[port];
    uint64_t *counters = fabric.ports[port].counters;
    struct link_request request = { .length = bytes, .kind = ETHER_FRAME };
    uint8_t *copy;

    if (side->link.state != LINK_OK || !find_room(side)) {
        counters[NETSWITCH_LOST]++;
        return;
    }
    request.buffer = (uint32_t)side->spare;
    side->spare = LINK_EMPTY;
    copy = link_buffer(side->to, request.buffer);
    memcpy(copy, head, head_bytes);
    if (bytes > head_bytes) {
        memcpy(copy + head_bytes, frame + head_bytes, bytes - head_bytes);
    }
    link_submit(side->to, &request, 0);
    sides_given |= 1u << port;
    counters[NETSWITCH_FRAMES_OUT]++;
    counters[NETSWITCH_BYTES_OUT] += bytes;
    find_room(side); /* so that it is known before the next one is taken */
}
