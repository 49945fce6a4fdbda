/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component is not started again while a driver's device uses one of its links, until the driver
 * returns the link. The supervisor ends a driver that does not, which stops the device.
 */
#include "common.h"

#include <booter.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define LET_GO_US 10000000
#define AGAIN_US  1000000

static uint64_t drivers; /* bits */

static bool has_pci(uint64_t id)
{
    const struct evm_component *c = component(id);
    const struct evm_grant *grants = (const struct evm_grant *)(COS_IMAGE + image()->grants) +
                                     c->grant_first;

    for (uint32_t i = 0; i < c->grant_count; i++)
        if (grants[i].type == EVM_GRANT_PCI)
            return true;
    return false;
}

void drivers_begin(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++)
        drivers |= has_pci(id) ? BIT(id) : 0;
}

bool is_driver(uint64_t id)
{
    return drivers & BIT(id);
}

static void end_driver(uint64_t id, uint64_t owner)
{
    if (end_component(id, END_KILL, STATUS_KILL)) { /* before the report, which takes time */
        flush_console(CONSOLE_NONE);
        say("[evm] %s: its device has not let go of the link of %s, which has ended, in %u s\n",
            component(id)->name, component(owner)->name, LET_GO_US / 1000000);
    }
}

/* The driver keeps a link of the owner's, since the end of its life of that number. Returns when to
 * look again. */
static uint64_t look_at(uint64_t id, uint64_t owner, uint64_t number, uint64_t now)
{
    struct life *life = &lives[owner];
    uint64_t deadline;

    if (life->kept_number != number) {
        life->kept_number = number;
        life->kept_since = now;
    }
    deadline = life->kept_since + cos_ticks(LET_GO_US);
    if (now < deadline)
        return deadline;
    if (is_alive(id))
        end_driver(id, owner);
    return now + cos_ticks(AGAIN_US);
}

/* Checks a driver. Returns when to check again; COS_FOREVER: it keeps no link. Each user that has
 * ended counts by itself: a driver that gives back one link after the other keeps none of them. */
static uint64_t look(uint64_t id, uint64_t now)
{
    uint64_t first = EVM_SUPERVISOR + 1, next = COS_FOREVER, when;
    struct cos_result owner;

    for (;; first = (uint64_t)owner.value + 1) {
        owner = cos_call(COS_SLOT_BOOTER, BOOTER_LENT, id, first, 0);
        if (owner.value < 0)
            return next;
        when = look_at(id, (uint64_t)owner.value, owner.extra, now);
        next = when < next ? when : next;
    }
}

uint64_t drivers_look(uint64_t events)
{
    static uint64_t next = COS_FOREVER;
    uint64_t now = cos_tsc(), when;

    if (events == 0 && now < next)
        return next;
    next = COS_FOREVER;
    for (uint64_t left = drivers; left != 0; left &= left - 1) {
        when = look(lowest(left), now);
        next = when < next ? when : next;
    }
    return next;
}
