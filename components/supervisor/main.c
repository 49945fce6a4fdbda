/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's thread: who has ended, and whether the system is over with that. */
#include "common.h"

#include <booter.h>
#include <console.h>
#include <cos/power.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#define END_US   10000000 /* that components have to end when they are told to */
#define FLUSH_US 2000000 /* for 16 KiB at 115200 baud there is time enough */

COS_STACK(4096);

unsigned system_status;

static enum { RUNNING, USERS_TOLD, SERVICES_TOLD } stage; /* who has been told to end */

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

int64_t flush_console(void)
{
    return cos_call(COS_SLOT_CONSOLE, CONSOLE_METHOD(CONSOLE_FLUSH, 0), 0, 0, 0).value;
}

_Noreturn void power_off(unsigned status)
{
    cos_power_off(COS_SLOT_PORTS, COS_SLOT_PORTS + 1, status);
    cos_print_raw("[evm] the machine has no way to turn itself off\n");
    for (;;) {
        cos_yield();
    }
}

/* Also called on threads of others, which cannot wait at the supervisor's endpoint. */
_Noreturn void system_off(unsigned status)
{
    uint64_t deadline = cos_tsc() + cos_ticks(FLUSH_US);

    flush_console();
    cos_print_raw("[evm] system off: status %u\n", status);
    while (flush_console() != 0 && cos_tsc() < deadline) {
    }
    power_off(status);
}

/* ---- The system's end ---- */

/* Components that matter for the system's end: dormant ones do not. */
struct census {
    unsigned users, live_users, live_services;
};

static struct census take_census(void)
{
    struct census count = { 0 };

    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        uint32_t flags = component(id)->flags;

        if (flags & EVM_DORMANT) {
            continue;
        }
        count.users += !(flags & EVM_SERVICE);
        if (is_alive(id) || is_awaited(id)) {
            *(flags & EVM_SERVICE ? &count.live_services : &count.live_users) += 1;
        } else {
            count.live_services += is_leaving(id); /* services may have to end before it can */
        }
    }
    return count;
}

static bool matters(uint64_t id, bool service)
{
    return !(component(id)->flags & EVM_DORMANT) && !(component(id)->flags & EVM_SERVICE) == !service;
}

/* Tells either services or the others to end; none of them is started again. Returns until when they have time. */
static uint64_t tell_to_end(bool services)
{
    stage = services ? SERVICES_TOLD : USERS_TOLD;
    settle_last(services);
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        if (matters(id, services)) {
            cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, id, COS_EVENT_POWER, 0);
        }
    }
    return cos_tsc() + cos_ticks(END_US);
}

/* Of those that were told to end and are still there. */
static void report_stuck(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        if (matters(id, false) && is_alive(id)) {
            cos_print_raw("[evm] %s: has not ended in %u s\n", component(id)->name, END_US / 1000000);
            system_status = system_status == 0 ? STATUS_KILL : system_status;
        }
    }
}

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

/* Whether a component that matters was never there: the booter has said why. */
static bool lacks_critical(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        uint32_t flags = component(id)->flags & (EVM_CRITICAL | EVM_DORMANT);

        if (flags == EVM_CRITICAL && ends[id].last == SUPERVISOR_ABSENT && !is_alive(id)) {
            return true;
        }
    }
    return false;
}

/* The system ends with its last component; services that nobody uses any more are told to end first. */
static void end_if_over(uint64_t *deadline)
{
    struct census count = take_census();
    bool late = cos_tsc() >= *deadline;

    if (stage == RUNNING && __atomic_load_n(&shutdown, __ATOMIC_RELAXED)) {
        *deadline = tell_to_end(false);
    }
    if (count.live_users != 0 && (stage == RUNNING || !late)) {
        return;
    }
    if (count.live_users != 0 && stage == USERS_TOLD) {
        report_stuck();
    }
    if (count.live_services != 0 && stage != SERVICES_TOLD && (count.users != 0 || stage == USERS_TOLD)) {
        *deadline = tell_to_end(true);
    } else if (count.live_services == 0 || (stage == SERVICES_TOLD && late)) {
        system_off(system_status == 0 && lacks_critical() ? STATUS_ABSENT : system_status);
    }
}

int main(const struct cos_start *start)
{
    uint64_t deadline = COS_FOREVER; /* of those that are told to end */
    uint64_t events = 0;

    (void)start;
    for (;;) {
        uint64_t next, blocked = settle_blocked(events);

        find_lost();
        next = settle_all();
        end_if_over(&deadline);
        next = next < blocked ? next : blocked;
        if (cos_wait(COS_SLOT_ENDPOINT, next < deadline ? next : deadline, &events) != 0) {
            events = 0;
        }
    }
}
