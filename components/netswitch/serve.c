/* SPDX-License-Identifier: BSD-2-Clause */
/* Serves only ports that have rung, and uplinks first, since VMs may wait for the room that they
 * free. */
#include "serve.h"

#include "port_end.h"

#include <cos/abi.h>
#include <cos/bill.h>
#include <cos/runtime.h>
#include <stddef.h>

#define LOOK_AGAIN_US 2000

struct bridge bridge;
uint64_t now;

static struct cos_bill bill;
static uint32_t served;  /* the component for which it has worked last */
static uint32_t awake;   /* bits of the ports to serve */
static uint32_t waiting; /* bits of the ports whose frames wait for room */
static unsigned turn;    /* first port to serve; rotates, since the first may get the only room */

void serve_charge(uint64_t wake)
{
    cos_bill_init(&bill, wake);
}

const char *serve_open(const struct cos_start *start)
{
    const char *expected = NULL;

    if (start->link_count != bridge.count)
        return "as many links with the switch as ports";
    if (!port_ends_allocate(start, bridge.count))
        return "at least 10K of `memory:` for each port, and 9K with mtu=9000";
    for (unsigned i = 0; expected == NULL && i < bridge.count; i++) {
        expected = port_end_open(i, &start->links[i], start->links[i].owner == start->id);
        awake |= 1u << i;
    }
    return expected;
}

/* Adds to `awake` the ports that have rung, wait for room, or have a link to open again. */
static void find_awake(uint64_t events)
{
    awake |= waiting;
    waiting = 0;
    for (unsigned i = 0; i < bridge.count; i++)
        awake |= (uint32_t)((events & port_ends[i].event) != 0) << i;
    for (unsigned i = 0; i < bridge.count; i++)
        if (events & port_ends[i].event && link_renewed(&port_ends[i].link))
            port_end_reopen(i);
    for (unsigned i = 0; events & COS_EVENT_PEER && i < bridge.count; i++)
        awake |= (uint32_t)port_end_reopen(i) << i;
}

static void serve_port(unsigned port)
{
    uint64_t *breaks = &bridge.ports[port].counters[NETSWITCH_BREAKS];
    bool broken = port_ends[port].link.state == LINK_BROKEN;

    if (port_end_poll(port) && !port_end_take(port))
        waiting |= 1u << port;
    *breaks += port_ends[port].link.state == LINK_BROKEN && !broken;
}

/* Returns the component that pays for the wake-up. */
static uint32_t first_client(void)
{
    uint32_t vms = awake & ~bridge.uplinks;

    return awake == 0 ? cos_self()->id : port_ends[__builtin_ctz(vms != 0 ? vms : awake)].client;
}

static void serve_ports(uint32_t ports)
{
    for (; ports != 0; ports &= ports - 1) {
        unsigned port = (unsigned)__builtin_ctz(ports);

        if (served != port_ends[port].client)
            cos_bill_to(&bill, served);
        served = port_ends[port].client;
        serve_port(port);
    }
}

/*
 * Rings each port with news, once, and asks idle ports to ring. Also asks ports for which frames
 * wait, in their queue or with the sender, to ring when they have room.
 */
static void tell_ports(void)
{
    uint32_t left = (awake & ~waiting) | (ports_full & ~bridge.uplinks) |
                    (waiting != 0 ? bridge.uplinks : 0);

    for (; left != 0; left &= left - 1) {
        unsigned port = (unsigned)__builtin_ctz(left);
        bool sleeps = link_sleep(&port_ends[port].link);

        awake = (awake & ~(1u << port)) | (uint32_t)!sleeps << port;
    }
    for (left = ports_given | waiting; left != 0; left &= left - 1)
        link_flush(&port_ends[__builtin_ctz(left)].link); /* no effect after link_sleep() */
    ports_given = 0;
    awake &= ~waiting;
}

uint64_t serve(uint64_t events, unsigned *wasted, bool *useful)
{
    uint32_t later = UINT32_MAX << turn, others;

    now = cos_tsc();
    cos_bill_begin(&bill, now);
    frames_wasted = 0;
    find_awake(events);
    served = first_client();
    others = awake & ~bridge.uplinks;
    serve_ports(awake & bridge.uplinks);
    serve_ports(others & later);
    serve_ports(others & ~later);
    *wasted = frames_wasted;
    *useful = ports_given != 0;
    tell_ports();
    cos_bill_to(&bill, served);
    turn = (turn + 1) % NETSWITCH_PORTS;
    return awake != 0 ? 0 : waiting != 0 ? now + cos_ticks(LOOK_AGAIN_US) : COS_FOREVER;
}
