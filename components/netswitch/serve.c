/* SPDX-License-Identifier: BSD-2-Clause */
/* Only ports that have rung are looked at, uplinks first: others may wait for the
 * room that they give. */
#include "serve.h"

#include "side.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <stddef.h>

#define LOOK_AGAIN_US 2000

struct fabric fabric;
uint64_t now;

static uint32_t awake;   /* ports to be looked at */
static uint32_t waiting; /* ports whose frames wait for room */
static unsigned turn;    /* rotates, as who is first may find the only room */

const char *serve_open(const struct cos_start *start)
{
    const char *expected = NULL;

    if (start->link_count != fabric.count)
        return "as many links with the switch as ports";
    if (!sides_allocate(start, fabric.count))
        return "at least 10K of `memory:` for each port, and 9K with mtu=9000";
    for (unsigned i = 0; expected == NULL && i < fabric.count; i++) {
        expected = side_open(i, &start->links[i], start->links[i].owner == start->id);
        awake |= 1u << i;
    }
    return expected;
}

/* Who has rung, who has more, who waits. */
static void find_awake(uint64_t events)
{
    awake |= waiting;
    waiting = 0;
    for (unsigned i = 0; i < fabric.count; i++)
        awake |= (uint32_t)((events & sides[i].event) != 0) << i;
    for (unsigned i = 0; events & COS_EVENT_PEER && i < fabric.count; i++)
        awake |= (uint32_t)side_reopen(i) << i;
}

static void serve_port(unsigned port)
{
    uint64_t *breaks = &fabric.ports[port].counters[NETSWITCH_BREAKS];
    bool broken = sides[port].link.state == LINK_BROKEN;

    if (side_poll(port) && !side_take(port))
        waiting |= 1u << port;
    *breaks += sides[port].link.state == LINK_BROKEN && !broken;
}

static void serve_ports(uint32_t ports)
{
    for (; ports != 0; ports &= ports - 1)
        serve_port((unsigned)__builtin_ctz(ports));
}

/*
 * Tells each port what concerns it, once, and asks those that have no more to ring; and, when they
 * have room, those for whom frames wait, in their queue or with the sender.
 */
static void tell_ports(void)
{
    uint32_t left = (awake & ~waiting) | (sides_full & ~fabric.uplinks) |
                    (waiting != 0 ? fabric.uplinks : 0);

    for (; left != 0; left &= left - 1) {
        unsigned port = (unsigned)__builtin_ctz(left);
        bool sleeps = link_sleep(&sides[port].link);

        awake = (awake & ~(1u << port)) | (uint32_t)!sleeps << port;
    }
    for (left = sides_given | waiting; left != 0; left &= left - 1)
        link_flush(&sides[__builtin_ctz(left)].link); /* which does nothing the second time */
    sides_given = 0;
    awake &= ~waiting;
}

uint64_t serve(uint64_t events, unsigned *wasted, bool *useful)
{
    uint32_t later = UINT32_MAX << turn, others;

    now = cos_tsc();
    sides_wasted = 0;
    find_awake(events);
    others = awake & ~fabric.uplinks;
    serve_ports(awake & fabric.uplinks);
    serve_ports(others & later);
    serve_ports(others & ~later);
    *wasted = sides_wasted;
    *useful = sides_given != 0;
    tell_ports();
    turn = (turn + 1) % NETSWITCH_PORTS;
    return awake != 0 ? 0 : waiting != 0 ? now + cos_ticks(LOOK_AGAIN_US) : COS_FOREVER;
}
