/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's thread: finds components that have ended, and handles their ends. */
#include "common.h"

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

COS_STACK(4096);

#define SUSPECTS    8    /* components that are looked at together, */
#define SUSPECTS_US 1000 /* and the pause then */
#define BELOW_ALL   0    /* a priority; those of VMs begin with 1 */
#define SOON_US     50   /* two looks within this time */
#define APART_US    10   /* are that much apart */

/* Finds out whether a fault has ended the component without a call of the supervisor, for want of
 * room on the thread: nothing else is known of the fault. lost: its thread has ended, in any
 * case. */
static void look_at(uint64_t id, bool lost)
{
    bool faulted;

    /* Many may be ending, and their threads have ended: these cost little. */
    if (life_is_ending(&lives[id]))
        return;
    faulted = cos_cap_info(SUPERVISOR_SLOT_COMP(id)).result == COS_CAP_NONE;
    /* One with access to the booter may have ended it since the last call of living(). */
    if (!(faulted || lost) || !is_alive(id))
        return;
    if (faulted)
        end_component(id, END_CRASH, STATUS_CRASH);
    else
        end_component(id, END_LOST, STATUS_LOST);
}

static void find_lost(uint64_t alive)
{
    uint64_t ended = cos_call(COS_SLOT_SCHED, SCHED_ENDED, 0, 0, 0).extra & MORTALS & alive;

    for (; ended != 0; ended &= ended - 1)
        look_at(lowest(ended), true);
}

/* The kernel does not say which component a fault has ended; so the supervisor looks at all, a few
 * at a time. Returns when to look again. */
static uint64_t find_faulted(uint64_t events, uint64_t alive)
{
    static uint64_t suspects, id, next;

    if (events & SUPERVISOR_EVENT_FAULT)
        suspects = MORTALS;
    if (suspects == 0 || cos_tsc() < next)
        return suspects == 0 ? COS_FOREVER : next;
    suspects &= alive;
    for (unsigned i = 0; i < SUSPECTS && suspects != 0; i++) {
        id = after_in(id, suspects);
        suspects &= ~BIT(id);
        look_at(id, false);
    }
    next = cos_tsc() + cos_ticks(SUSPECTS_US);
    return suspects == 0 ? COS_FOREVER : next;
}

static uint64_t earlier(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

static uint64_t own_time(void)
{
    return (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_TIME, EVM_SUPERVISOR, 0, 0).value;
}

/* Works for the component until the work is done or events come. Events may come as soon as the
 * priority is lowered, since more urgent VMs run then; the events raise it again. After the timer's
 * event, the thread does a step all the same. Otherwise a VM that spins would hold up the work for
 * ever. The component pays for it, but not before its thread has ended, which needs the CPU for
 * that. */
static void work_for(uint64_t id, uint64_t *events)
{
    uint64_t before = own_time();
    struct life *life = &lives[id];

    if (cos_wait(COS_SLOT_ENDPOINT, 0, events) != 0) {
        while (lives_step(id) && cos_wait(COS_SLOT_ENDPOINT, 0, events) != 0) {
        }
    } else if (*events == COS_EVENT_TIMER) {
        lives_step(id);
    }
    life->bill += own_time() - before;
    if (life_is_ending(life))
        return;
    cos_call(COS_SLOT_SCHED, SCHED_CHARGE, id, life->bill, 0);
    life->bill = 0;
}

/* Works for the component of highest priority until the work is done, events come, or `next`
 * passes; looks for damage if there is no such work, and waits for events or `next` if there is
 * nothing to do. Returns the events. */
static uint64_t work_or_wait(uint64_t next)
{
    uint64_t id = lives_next(), events = 0;

    if (id == 0 && !scrub_is_due())
        return cos_wait(COS_SLOT_ENDPOINT, next, &events) == 0 ? events : 0;
    if (work_lowered(id != 0 ? lives_urgency(id) : BELOW_ALL, next, &events)) {
        if (id != 0)
            work_for(id, &events);
        else
            scrub_work(&events);
        work_raised();
    }
    return events;
}

/* Events may come without end, as when many components crash. All VMs wait for a look at them. So
 * VMs run for a while if the last look was not long ago, but not before all have been made. Returns
 * the events that come meanwhile. */
static uint64_t let_others_run(uint64_t looked)
{
    uint64_t now = cos_tsc(), all = 0, events;

    if (now - looked < cos_ticks(SOON_US) && lives_begun())
        while (cos_wait(COS_SLOT_ENDPOINT, now + cos_ticks(APART_US), &events) == 0)
            all |= events;
    return all;
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;

    (void)start;
    news_init();
    drivers_begin();
    watchdog_begin();
    shutdown_begin();
    lives_begin();
    record_begin();
    devices_begin();
    scrub_begin();
    for (;;) {
        uint64_t next, looked, alive = living();

        console_look(alive);
        blocked_look();
        find_lost(alive);
        if (events & SUPERVISOR_EVENT_WORK)
            lives_hurry();
        next = find_faulted(events, alive);
        next = earlier(next, lives_look(alive));
        next = earlier(next, drivers_look(events));
        next = earlier(next, devices_look());
        next = earlier(next, watchdog_look(alive));
        next = earlier(next, shutdown_look(alive));
        next = earlier(next, clock_look());
        next = earlier(next, usage_look());
        next = earlier(next, scrub_look());
        next = earlier(next, board_look());
        looked = cos_tsc();
        events = work_or_wait(next);
        events |= let_others_run(looked);
    }
}
