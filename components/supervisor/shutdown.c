/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The system's end: a component or the user asks for it, or only services are left. The supervisor
 * tells components to end in the order of use, each when those before it have ended: so those that
 * a user needs complete its last requests, down to the device. A component that has been told is
 * not started again; one that crashes earlier is, as its users need it. Each has ten seconds; then
 * the supervisor kills it.
 */
#include "common.h"
#include "order.h"

#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#define END_US 10000000 /* time to end, for each component */

static bool asked;           /* a component, or the user, has asked for it */
static uint64_t told, stuck; /* bits of components: those told to end, and of these, those that took
                                too long */
static uint64_t last_deadline;

void shutdown_ask(void)
{
    if (!__atomic_exchange_n(&asked, true, __ATOMIC_RELAXED))
        news_tell();
}

/* Bits of the components that matter for the system's end: all but dormant ones, and the watchdog's
 * driver, which works until the machine is off; of these, those that are no services. */
static uint64_t members, users;

void shutdown_begin(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        uint32_t flags = component(id)->flags;

        members |= flags & (EVM_DORMANT | EVM_WATCHDOG) ? 0 : BIT(id);
        users |= flags & (EVM_DORMANT | EVM_WATCHDOG | EVM_SERVICE) ? 0 : BIT(id);
    }
}

struct census {
    uint64_t living; /* bits of members that are there, or are to start again */
    bool leaving;    /* the memory of another member is not free yet: services may have to end
                        first */
};

static struct census take_census(uint64_t alive)
{
    struct census census = {.living = (alive | waiting) & members};

    for (uint64_t left = members & ~census.living; left != 0; left &= left - 1)
        if (is_awaited(lowest(left)))
            census.living |= BIT(lowest(left));
        else
            census.leaving = census.leaving || is_leaving(lowest(left));
    return census;
}

/* Whether a critical component was never there: devices.c has reported why. */
static bool lacks_critical(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        uint32_t flags = component(id)->flags & (EVM_CRITICAL | EVM_DORMANT);

        if (flags == EVM_CRITICAL && life_shown(&lives[id], is_alive(id)) == SUPERVISOR_ABSENT)
            return true;
    }
    return false;
}

/* Returns true if it has ended by that, as it was to be started again. */
static bool tell(uint64_t id)
{
    told |= BIT(id);
    lives[id].deadline = last_deadline = cos_tsc() + cos_ticks(END_US);
    lives_last(id);
    cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, id, COS_EVENT_POWER, 0);
    return !is_alive(id) && !is_leaving(id);
}

/* Kills a component that takes too long: it might keep the CPU from those whose turn is next. */
static void give_up_on(uint64_t id)
{
    stuck |= BIT(id);
    end_component(id, END_KILL, STATUS_KILL);
    say("[evm] %s: has not ended in %u s\n", component(id)->name, END_US / 1000000);
    if (!(component(id)->flags & EVM_SERVICE) && system_status == 0)
        system_status = STATUS_KILL;
}

/* Tells those whose turn it is to end, and kills those that are late. Returns the next deadline. */
static uint64_t tell_next(uint64_t living)
{
    uint64_t now = cos_tsc(), next = COS_FOREVER;

    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++)
        if (living & told & ~stuck & BIT(id) && lives[id].deadline <= now)
            give_up_on(id);
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        if (living & ~told & BIT(id) && !(order_before(id) & living & ~stuck) && tell(id))
            next = now; /* it may be the turn of others */
        if (living & told & ~stuck & BIT(id) && lives[id].deadline < next)
            next = lives[id].deadline;
    }
    return next;
}

static void begin(void)
{
    system_ends = true;
    last_deadline = cos_tsc() + cos_ticks(END_US);
    order_find(image());
}

uint64_t shutdown_look(uint64_t alive)
{
    struct census census = take_census(alive);
    bool used = census.living & users;
    uint64_t next = COS_FOREVER;

    if (!system_ends && (__atomic_load_n(&asked, __ATOMIC_RELAXED) || (!used && users != 0)))
        begin();
    if (system_ends)
        next = tell_next(census.living);
    if ((census.living & ~stuck) != 0)
        return next;
    if (census.leaving && (!system_ends || cos_tsc() < last_deadline))
        return system_ends ? last_deadline : next;
    if (console_is_coming())
        return next;
    usage_end();
    if (system_status == 0 && lacks_critical())
        system_off(EVM_VERDICT_SYSTEM, STATUS_ABSENT);
    system_off(EVM_VERDICT_VMS, system_status);
}
