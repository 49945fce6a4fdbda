/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's thread: who has ended, and what comes of that. */
#include "common.h"

#include <booter.h>
#include <console.h>
#include <cos/power.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#define FLUSH_US 3000000 /* for 32 KiB at 115200 baud there is time enough */

COS_STACK(4096);

unsigned system_status;

/* ---- The others ---- */

int64_t ask_alive(uint64_t id)
{
    int64_t pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).value;

    return pages >= 0 ? 1 : pages == -COS_ENOENT ? 0 : pages;
}

bool is_alive(uint64_t id)
{
    return ask_alive(id) > 0;
}

_Noreturn void power_off(unsigned status)
{
    cos_power_off(COS_SLOT_PORTS, COS_SLOT_PORTS + 1, status);
    say("[evm] the machine has no way to turn itself off\n");
    for (;;)
        cos_yield();
}

/* Also called on threads of others, which cannot wait at the supervisor's endpoint. */
_Noreturn void system_off(enum evm_verdict kind, unsigned status)
{
    uint64_t deadline = cos_tsc() + cos_ticks(FLUSH_US);

    cos_tell_verdict(COS_SLOT_PORTS + 2, kind, status);
    flush_console(CONSOLE_ALL);
    while (console_room() < SAY_ROOM && cos_tsc() < deadline) {
    }
    say("[evm] system off: status %u\n", status);
    while (console_pending() != 0 && cos_tsc() < deadline) {
    }
    power_off(status);
}

/* ---- The thread ---- */

/* Components whose thread has returned from where it began. */
static void find_lost(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        bool ended = cos_call(COS_SLOT_SCHED, SCHED_ENDED, id, 0, 0).value == 1;

        if (ended && is_alive(id) && claim_end(id)) {
            ends[id].status = STATUS_LOST;
            conclude_end(id, END_LOST);
        }
    }
}

/* Components that a fault has ended for which their thread had no room:
 * nothing is known but that. */
static void find_faulted(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        bool ended = cos_cap_info(SUPERVISOR_SLOT_COMP(id)).result == COS_CAP_NONE;

        if (ended && is_alive(id) && claim_end(id)) {
            ends[id].status = STATUS_CRASH;
            __atomic_add_fetch(&deaths, 1, __ATOMIC_RELAXED);
            conclude_end(id, END_CRASH);
        }
    }
}

static uint64_t earlier(uint64_t one, uint64_t other)
{
    return one < other ? one : other;
}

/* Works for the component that needs it most, until that is done, or there are events, or something
 * else is due at `next`; waits for those if there is nothing to do. Returns the events. */
static uint64_t work_or_wait(uint64_t next)
{
    uint64_t id = settle_next(), events = 0;

    if (id == 0)
        return cos_wait(COS_SLOT_ENDPOINT, next, &events) == 0 ? events : 0;
    if (work_lowered(component(id)->priority, next, &events)) {
        while (settle_step(id) && cos_wait(COS_SLOT_ENDPOINT, 0, &events) != 0) {
        }
        work_raised();
    }
    return events;
}

int main(const struct cos_start *start)
{
    uint64_t events = 0;

    (void)start;
    news_init();
    for (;;) {
        uint64_t next = settle_blocked(events);

        find_lost();
        if (events & SUPERVISOR_EVENT_FAULT)
            find_faulted();
        next = earlier(next, settle_ends());
        next = earlier(next, settle_lent(events));
        next = earlier(next, settle_system());
        next = earlier(next, settle_clock());
        events = work_or_wait(next);
    }
}
