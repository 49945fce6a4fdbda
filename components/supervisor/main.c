/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's thread: finds components that have ended, and handles their ends. */
#include "common.h"

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

COS_STACK(4096);

/* Finds components whose thread has returned from its entry. */
static void find_lost(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        bool ended = cos_call(COS_SLOT_SCHED, SCHED_ENDED, id, 0, 0).value == 1;

        if (ended && is_alive(id))
            end_component(id, END_LOST, STATUS_LOST);
    }
}

/* Finds components that a fault has ended without a call of the supervisor, for want of room on the
 * thread: nothing else is known of the fault. */
static void find_faulted(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        bool ended = cos_cap_info(SUPERVISOR_SLOT_COMP(id)).result == COS_CAP_NONE;

        if (ended && is_alive(id))
            end_component(id, END_CRASH, STATUS_CRASH);
    }
}

static uint64_t earlier(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

static uint64_t own_time(void)
{
    return (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_TIME, EVM_SUPERVISOR, 0, 0).value;
}

/* Works for the component until the work is done or events come. The component pays for it, but not
 * before its thread has ended, which needs the CPU for that. */
static void work_for(uint64_t id, uint64_t *events)
{
    uint64_t before = own_time();
    struct life *life = &lives[id];

    while (lives_step(id) && cos_wait(COS_SLOT_ENDPOINT, 0, events) != 0) {
    }
    life->bill += own_time() - before;
    if (is_leaving(id))
        return;
    cos_call(COS_SLOT_SCHED, SCHED_CHARGE, id, life->bill, 0);
    life->bill = 0;
}

/* Works for the component of highest priority until the work is done, events come, or `next`
 * passes; waits for events or `next` if there is no work. Returns the events. */
static uint64_t work_or_wait(uint64_t next)
{
    uint64_t id = lives_next(), events = 0;

    if (id == 0)
        return cos_wait(COS_SLOT_ENDPOINT, next, &events) == 0 ? events : 0;
    if (work_lowered(lives_urgency(id), next, &events)) {
        work_for(id, &events);
        work_raised();
    }
    return events;
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;

    (void)start;
    news_init();
    devices_begin();
    for (;;) {
        uint64_t next;

        blocked_look();
        find_lost();
        if (events & SUPERVISOR_EVENT_FAULT)
            find_faulted();
        if (events & SUPERVISOR_EVENT_WORK)
            lives_hurry();
        next = lives_look();
        next = earlier(next, drivers_look(events));
        next = earlier(next, devices_look());
        next = earlier(next, watchdog_look());
        next = earlier(next, shutdown_look());
        next = earlier(next, clock_look());
        next = earlier(next, usage_look());
        next = earlier(next, board_look());
        events = work_or_wait(next);
    }
}
