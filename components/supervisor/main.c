/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's thread: what is left to do when a component has ended. */
#include "common.h"

#include <booter.h>
#include <console.h>
#include <cos/power.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#define RETRY_US 100
#define END_US   10000000 /* that components have to end when they are told to */
#define FLUSH_US 2000000 /* for 16 KiB at 115200 baud there is time enough */

COS_STACK(4096);

static unsigned system_status; /* of the first critical component that failed; 0 so far */
static enum { RUNNING, USERS_TOLD, SERVICES_TOLD } stage; /* who has been told to end */

/* ---- The others ---- */

static int64_t call_booter(uint64_t method, uint64_t id)
{
    int64_t result;

    while ((result = cos_call(COS_SLOT_BOOTER, method, id, 0, 0).value) == -COS_EBUSY || result == -COS_EAGAIN) {
        cos_sleep(RETRY_US); /* the component's thread comes back from wherever it is in between */
    }
    return result;
}

bool is_alive(uint64_t id)
{
    return cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).value >= 0;
}

/* Shows what clients have not ended with a newline. Returns the bytes that the line has not taken yet. */
static int64_t flush_console(void)
{
    return cos_call(COS_SLOT_CONSOLE, CONSOLE_METHOD(CONSOLE_FLUSH, 0), 0, 0, 0).value;
}

/* Also called on threads of others, which cannot wait at the supervisor's endpoint. */
_Noreturn void system_off(unsigned status)
{
    uint64_t deadline = cos_tsc() + cos_ticks(FLUSH_US);

    flush_console();
    cos_print_raw("[evm] system off: status %u\n", status);
    while (flush_console() != 0 && cos_tsc() < deadline) {
    }
    cos_power_off(COS_SLOT_PORTS, COS_SLOT_PORTS + 1, status);
    cos_print_raw("[evm] the machine has no way to turn itself off\n");
    for (;;) {
        cos_yield();
    }
}

/* ---- One component's end ---- */

static void report_end(uint64_t id, const struct end *end)
{
    flush_console();
    if (end->kind == END_CRASH) {
        report_crash(id, end->crash);
    } else if (end->kind == END_REBOOT) {
        cos_print_raw("[evm] %s: restarting\n", component(id)->name);
    } else if (end->kind == END_LOST) {
        cos_print_raw("[evm] %s: its thread has ended without an exit status\n", component(id)->name);
    } else {
        cos_print_raw("[evm] %s: exited, status %u\n", component(id)->name, end->status);
    }
}

static void take_back(uint64_t id, bool say)
{
    int64_t pages = cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).value, error = call_booter(BOOTER_DESTROY, id);

    if (error != 0 && error != -COS_ENOENT) {
        cos_print_raw("[evm] %s: its memory could not be taken back: error %ld\n", component(id)->name, (long)-error);
    } else if (say) {
        cos_print_raw("[evm] %s: ended, %ld KiB taken back\n", component(id)->name,
                      (long)(pages * (COS_PAGE_SIZE / 1024)));
    }
}

static void start_again(uint64_t id)
{
    int64_t error = call_booter(BOOTER_CREATE, id);

    if (error != 0) {
        cos_print_raw("[evm] %s: could not be started again: error %ld\n", component(id)->name, (long)-error);
    }
}

/* Dormant components are the business of whoever created them. */
static void judge(uint64_t id, const struct end *end)
{
    uint32_t flags = component(id)->flags & (EVM_CRITICAL | EVM_DORMANT);

    if (end->kind != END_REBOOT && system_status == 0 && flags == EVM_CRITICAL) {
        system_status = end->status;
    }
}

static void settle(uint64_t id)
{
    struct end *end = &ends[id];
    enum end_kind kind = end->kind;

    report_end(id, end);
    take_back(id, kind == END_CRASH);
    judge(id, end);
    if (end->crash != NULL) {
        __atomic_store_n(&end->crash->taken, false, __ATOMIC_RELEASE);
        end->crash = NULL;
    }
    end->last = kind == END_CRASH ? SUPERVISOR_CRASHED : SUPERVISOR_EXITED;
    __atomic_store_n(&end->kind, END_NONE, __ATOMIC_RELEASE);
    if (kind == END_REBOOT && stage == RUNNING) {
        start_again(id);
    }
    cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, SCHED_ALL, COS_EVENT_PEER, 0);
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
        if (is_alive(id)) {
            *(flags & EVM_SERVICE ? &count.live_services : &count.live_users) += 1;
        }
    }
    return count;
}

static bool matters(uint64_t id, bool service)
{
    return !(component(id)->flags & EVM_DORMANT) && !(component(id)->flags & EVM_SERVICE) == !service;
}

/* Tells either services or the others to end. Returns until when they have time. */
static uint64_t tell_to_end(bool services)
{
    stage = services ? SERVICES_TOLD : USERS_TOLD;
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
            system_status = system_status == 0 ? STATUS_STUCK : system_status;
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

/* The next component that has ended and is not dealt with; 0, which is none, if there is none. */
static uint64_t next_ended(void)
{
    for (uint64_t id = EVM_SUPERVISOR + 1; id < image()->component_count; id++) {
        if (__atomic_load_n(&ends[id].kind, __ATOMIC_ACQUIRE) > END_CLAIMED) {
            return id;
        }
    }
    return 0;
}

static void settle_all(void)
{
    uint64_t id;

    find_lost();
    while ((id = next_ended()) != 0) {
        settle(id);
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

    (void)start;
    for (;;) {
        uint64_t events;

        settle_all();
        end_if_over(&deadline);
        cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    }
}
