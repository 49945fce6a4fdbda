/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * For which component the supervisor's thread works next, and when. All that is slow, reports and
 * the booter's work on memory, goes step by step (next_life.c), at the priority of the component
 * concerned.
 */
#include "common.h"

#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#include "next_life.h"

/* Clears the mark before it looks for work, since another thread may set the mark meanwhile. */
static void take_out(uint64_t id)
{
    __atomic_fetch_and(&busy, ~BIT(id), __ATOMIC_RELAXED);
    if (life_has_work(&lives[id]))
        __atomic_fetch_or(&busy, BIT(id), __ATOMIC_RELAXED);
}

bool is_awaited(uint64_t id)
{
    const struct life *life = &lives[id];

    return life_is_paused(life) ||
           (life_state(life) == LIFE_RECLAIMING && life->last == 0 &&
            (life->how == END_REBOOT || component(id)->restart.when != EVM_RESTART_NEVER));
}

bool is_leaving(uint64_t id)
{
    return life_state(&lives[id]) == LIFE_RECLAIMING;
}

void lives_last(uint64_t id)
{
    lives[id].last = cos_tsc();
    mark_change(id);
    if (life_is_paused(&lives[id])) {
        report_stay(id);
        life_step(&lives[id], life_has_failed(&lives[id]) ? LIFE_STOP_CRASHED : LIFE_STOP);
    }
}

void tell_all(uint64_t events)
{
    for (uint64_t id = 0; id < image()->component_count; id++)
        cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, id, events, 0);
}

static bool has_ended(uint64_t id)
{
    return life_state(&lives[id]) == LIFE_ENDED;
}

/* Returns when the supervisor's thread has work for it; COS_FOREVER: it has none. */
static uint64_t due(const struct life *life)
{
    enum life_state state = life_state(life);

    if (life->untold != 0 || state == LIFE_ENDED)
        return 0;
    return state == LIFE_RECLAIMING || (state >= LIFE_PAUSED && !life->waits) ? life->due
                                                                              : COS_FOREVER;
}

static bool is_at_work(uint64_t id)
{
    return due(&lives[id]) != COS_FOREVER;
}

static uint64_t concerned; /* those with the key `after`, and the components that it names */

void lives_begin(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++)
        concerned |= component(id)->after != 0 ? component(id)->after | BIT(id) : 0;
}

/* Looks at one that is to start after others, of which some are unready. */
static void look_at_wait(uint64_t id, uint64_t unready, uint64_t alive, uint64_t now,
                         uint64_t *next)
{
    if (!life_is_paused(&lives[id]) || is_started(id, alive, now))
        return;
    if (!after_look(id, unready, alive, now, next)) {
        give_up_waiting(id);
        *next = now;
    } else if (lives[id].waits && lives[id].untold == 0) {
        waiting |= BIT(id);
    }
}

/* Looks at those that are to start after others, if something has changed that concerns them. Those
 * that give up may let others give up. */
static uint64_t look_at_waits(uint64_t alive, uint64_t now)
{
    static uint64_t seen, next;
    uint64_t changed = __atomic_exchange_n(&changes, 0, __ATOMIC_RELAXED) | (alive ^ seen),
             left = busy & concerned, unready;

    if (!(changed & concerned) && now < next)
        return next;
    seen = alive;
    next = COS_FOREVER;
    waiting = 0;
    unready = left != 0 ? after_unready(concerned, alive) : 0;
    for (; left != 0; left &= left - 1)
        if (component(lowest(left))->after != 0)
            look_at_wait(lowest(left), unready, alive, now, &next);
    return next;
}

static uint64_t wanted; /* those that are to start soon (lives_again()): bits */

int64_t lives_again(uint64_t id)
{
    enum life_state state = life_state(&lives[id]);

    if (state == LIFE_NEW)
        return -COS_ENOENT;
    if (state != LIFE_EXITED && state != LIFE_CRASHED && state != LIFE_PAUSED)
        return -COS_EBUSY;
    __atomic_fetch_or(&wanted, BIT(id), __ATOMIC_RELAXED);
    news_tell();
    return 0;
}

/* One that another component has started meanwhile has a life of its own. */
static void begin_wanted(uint64_t alive)
{
    uint64_t left = __atomic_exchange_n(&wanted, 0, __ATOMIC_RELAXED) & ~alive;

    for (; left != 0 && !system_ends; left &= left - 1) {
        struct life *life = &lives[lowest(left)];

        if (life_state(life) == LIFE_PAUSED || life_step(life, LIFE_PAUSE)) {
            life->due = life->retry_us = 0;
            mark_busy(lowest(left));
        }
    }
}

static uint64_t due_now; /* those whose work was due at the last look */

/* All VMs wait for this loop, and there may be work for all components. */
uint64_t lives_look(uint64_t alive)
{
    uint64_t now = cos_tsc(), next, when;

    begin_wanted(alive);
    next = look_at_waits(alive, now);
    due_now = 0;
    for (uint64_t left = busy & ~waiting; left != 0; left &= left - 1) {
        const struct life *life = &lives[lowest(left)];

        when = due(life);
        if (when <= now)
            due_now |= left & -left;
        else if (when < next)
            next = when;
        else if (!life_has_work(life))
            take_out(lowest(left));
    }
    return next;
}

void lives_hurry(void)
{
    for (uint64_t left = busy; left != 0; left &= left - 1)
        if (is_at_work(lowest(left)) && lives[lowest(left)].retry_us != 0)
            lives[lowest(left)].due = 0;
}

bool lives_begun(void)
{
    static uint64_t left = ~0ull;

    for (left &= busy; left != 0 && !is_to_begin(lowest(left)); left &= left - 1) {
    }
    return left == 0;
}

unsigned lives_urgency(uint64_t id)
{
    unsigned urgency = urgency_of(id);

    for (uint64_t left = id == reported_now() ? busy : 0; left != 0; left &= left - 1)
        if (has_ended(lowest(left)) && urgency_of(lowest(left)) > urgency)
            urgency = urgency_of(lowest(left));
    return urgency;
}

static uint64_t most_urgent(uint64_t set)
{
    uint64_t best = lowest(set);
    unsigned most = urgency_of(best), urgency;

    for (set &= set - 1; set != 0; set &= set - 1) {
        urgency = urgency_of(lowest(set));
        if (urgency > most) {
            best = lowest(set);
            most = urgency;
        }
    }
    return best;
}

uint64_t lives_next(void)
{
    uint64_t best = 0, reporting = reported_now();

    if (is_going_off())
        return 0;
    for (; due_now != 0; due_now &= ~BIT(best), best = 0) {
        best = most_urgent(due_now);
        if (is_at_work(best))
            break;
    }
    return reporting != 0 && best != 0 && has_ended(best) ? reporting : best;
}

/* A thread may end the component between two steps of other work for it: its report has to wait for
 * an incomplete one. */
static bool must_wait(uint64_t id)
{
    return has_ended(id) && reported_now() != 0 && reported_now() != id;
}

bool lives_step(uint64_t id)
{
    bool starting = life_is_paused(&lives[id]);
    unsigned urgency = lives_urgency(id);

    if (must_wait(id))
        return false;
    if (lives[id].untold != 0)
        tell_some(id);
    else if (has_ended(id))
        end_step(id);
    else if (starting)
        start_step(id);
    else
        take_back_step(id);
    return is_at_work(id) && life_is_paused(&lives[id]) == starting &&
           lives_urgency(id) == urgency && due(&lives[id]) <= cos_tsc();
}
