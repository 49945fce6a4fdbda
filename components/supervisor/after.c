/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component that is to start waits until those that it is after are ready. It stays down if one
 * of them does. A component that runs is never ended because another one is not ready any more.
 */
#include "common.h"

#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define LONG_US 10000000 /* a wait of this length is reported */

int64_t ready_note(uint64_t id, uint64_t thread)
{
    struct cos_result pages;

    if (thread != id) /* another thread may outlive the component */
        return -COS_EDENIED;
    pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0);
    if (pages.value < 0)
        return pages.value;
    if (__atomic_exchange_n(&lives[id].ready, pages.extra, __ATOMIC_ACQ_REL) != pages.extra) {
        mark_change(id);
        news_tell();
    }
    return 0;
}

/* Whether it has done its work, and stays down. */
static bool has_ended_well(uint64_t id, uint64_t alive)
{
    const struct life *life = &lives[id];

    return life_state(life) == LIFE_EXITED && life->how == END_EXIT && life->status == 0 &&
           !(alive & BIT(id));
}

bool is_ready(uint64_t id, uint64_t alive)
{
    uint64_t ready = __atomic_load_n(&lives[id].ready, __ATOMIC_ACQUIRE);

    if (component(id)->flags & EVM_READY_ENDED)
        return has_ended_well(id, alive);
    if (!(alive & BIT(id)) || life_is_ending(&lives[id]))
        return false;
    if (!(component(id)->flags & EVM_READY))
        return true;
    return ready != 0 && ready == cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).extra;
}

uint64_t after_unready(uint64_t set, uint64_t alive)
{
    uint64_t unready = set;

    for (; set != 0; set &= set - 1)
        if (is_ready(lowest(set), alive))
            unready &= ~BIT(lowest(set));
    return unready;
}

static bool stays_down(uint64_t id, uint64_t alive)
{
    return !(alive & BIT(id)) && !life_is_paused(&lives[id]) && !life_is_ending(&lives[id]);
}

uint64_t after_first(uint64_t unready, uint64_t alive, bool *down)
{
    *down = false;
    for (uint64_t left = unready; left != 0; left &= left - 1) {
        *down = stays_down(lowest(left), alive);
        if (*down)
            return lowest(left);
    }
    return unready != 0 ? lowest(unready) : 0;
}

/* Reports a long wait, once; not for a component that waits itself, for which there is a report.
 * Returns when to look at it again. */
static uint64_t look_at_wait(uint64_t id, uint64_t other, uint64_t now)
{
    struct life *life = &lives[id];

    if (life->waits_since == 0 || lives[other].waits)
        life->waits_since = now;
    if (life->waits_told)
        return COS_FOREVER;
    if (now - life->waits_since < cos_ticks(LONG_US))
        return life->waits_since + cos_ticks(LONG_US);
    life->waits_told = true;
    say("[evm] %s: has waited for %s for %u s\n", component(id)->name, component(other)->name,
        LONG_US / 1000000);
    return COS_FOREVER;
}

bool after_look(uint64_t id, uint64_t unready, uint64_t alive, uint64_t now, uint64_t *next)
{
    struct life *life = &lives[id];
    bool down;
    uint64_t other = after_first(life->begun ? 0 : component(id)->after & unready, alive, &down),
             when;

    life->waits = other != 0;
    if (other == 0) {
        life->waits_since = 0;
        life->waits_told = false;
        return true;
    }
    if (down) {
        say("[evm] %s: stays down, as it starts after %s, which stays down\n", component(id)->name,
            component(other)->name);
        return false;
    }
    when = life->due > now ? life->due : look_at_wait(id, other, now);
    *next = when < *next ? when : *next;
    return true;
}
