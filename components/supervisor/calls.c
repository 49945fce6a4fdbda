/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entries. They run on threads of other components, so they are short: they record what happened,
 * end the component and leave the rest to the supervisor's own thread.
 */
#include "fault.h"

#include <booter.h>
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <supervisor_control.h>

COS_ENTRY(evm_gate_0, supervisor_call);
/* A thread faults while it is in the supervisor only if a root component fails, as the supervisor
 * calls only those. */
COS_ENTRY_AS(evm_fault_gate, supervisor_fault, 0, COS_TEXT(COS_CALLERS), "supervisor_last_entry");

/* ---- Faults ---- */

static struct crash *note_fault(uint64_t cause, uint64_t address, uint64_t code, uint64_t thread)
{
    struct crash *crash = take_crash();

    if (crash != NULL) {
        crash->cause = cause;
        crash->address = address;
        crash->code = code;
        crash->thread = thread;
        fault_note(crash);
    }
    return crash;
}

#define NONE EVM_COMPONENTS

static uint64_t crashed = NONE; /* the vital component that has crashed */

/* It has crashed: the machine is reset, or goes off. */
_Noreturn static void end_system(void)
{
    board_take_over(crashed);
    system_off(EVM_VERDICT_SYSTEM, STATUS_CRASH);
}

struct cos_result supervisor_fault(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip,
                                   uint64_t id, uint64_t thread)
{
    struct crash *crash;

    (void)ip;
    /* A component that has the gate can also call it without a fault: then the arguments are not
     * the kernel's. */
    if (!fault_is_real())
        return (struct cos_result){.value = -COS_EDENIED};
    if (!claim_end(id))
        return (struct cos_result){.value = COS_UNWIND};
    crash = note_fault(cause, address, code, thread);
    if (evm_is_vital(id)) {
        crashed = id;
        begin_going_off();
        section_end();
        report_crash(id, crash);
        end_system();
    }
    record_end(id, END_CRASH, STATUS_CRASH, crash);
    return (struct cos_result){.value = COS_UNWIND};
}

/* A root component has failed; from the entry without a stack (last.c of the architecture). Threads
 * of others call the console here only when the machine is about to go off. If it fails then, the
 * machine goes off at once. But if that is for a crash of a vital component, the board's watchdog
 * may have to reset the machine: only the text is lost. */
_Noreturn void supervisor_last(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip,
                               uint64_t id, uint64_t thread)
{
    static bool again[2];
    bool console = id == EVM_CONSOLE;

    (void)ip;
    if (__atomic_exchange_n(&again[console], true, __ATOMIC_ACQ_REL) ||
        (console && crashed == NONE))
        power_off(STATUS_CRASH);
    begin_going_off();
    if (console) {
        end_component(id, END_CRASH, STATUS_CRASH);
    } else {
        crashed = id;
        if (claim_end(id))
            report_crash(id, note_fault(cause, address, code, thread));
    }
    end_system();
}

/* ---- Requests ---- */

static int64_t end_client(uint64_t id, enum end_kind kind, uint64_t status)
{
    if (evm_is_vital(id))
        return -COS_EDENIED;
    end_component(id, kind, (uint8_t)status);
    return 0;
}

static int64_t kill(uint64_t id)
{
    int64_t alive;

    if (id >= image()->component_count || evm_is_vital(id))
        return -COS_EINVAL;
    alive = ask_alive(id);
    return alive > 0 ? end_client(id, END_KILL, STATUS_KILL) : alive == 0 ? -COS_ENOENT : alive;
}

static int64_t status_of(uint64_t id)
{
    int64_t alive;

    if (id >= image()->component_count)
        return -COS_ENOENT;
    alive = ask_alive(id);
    if (alive < 0)
        return alive;
    return (int64_t)(life_shown(&lives[id], alive > 0) | (uint64_t)lives[id].status << 8 |
                     (lives[id].how == END_HUNG ? SUPERVISOR_WAS_HUNG : 0));
}

/* SUPERVISOR_AGAIN */
static int64_t again(uint64_t id)
{
    int64_t alive;

    if (id >= image()->component_count || evm_is_vital(id))
        return -COS_EINVAL;
    if (system_ends)
        return -COS_EBUSY;
    alive = ask_alive(id);
    if (alive < 0)
        return alive;
    return alive > 0 ? end_client(id, END_REBOOT, 0) : lives_again(id);
}

static bool is_monitor(uint64_t id)
{
    return component(id)->flags & EVM_CONTROL;
}

static bool has_booter(uint64_t id)
{
    const struct evm_component *c = component(id);
    const struct evm_grant *grants = (const struct evm_grant *)(COS_IMAGE + image()->grants) +
                                     c->grant_first;

    for (uint32_t i = 0; i < c->grant_count; i++)
        if (grants[i].type == EVM_GRANT_BOOTER)
            return true;
    return false;
}

static int64_t sign_of_life(uint64_t id, uint64_t ms, bool ask)
{
    if (id == EVM_CONSOLE)
        console_sign();
    return watchdog_sign(id, ms, ask);
}

static int64_t begin_shutdown(void)
{
    shutdown_ask();
    return 0;
}

static struct cos_result name_of(uint64_t id, uint64_t word)
{
    struct cos_result result = {.value = -COS_ENOENT};

    if (id < image()->component_count && word < EVM_NAME / sizeof result.extra) {
        result.value = 0;
        memcpy(&result.extra, component(id)->name + word * sizeof result.extra,
               sizeof result.extra);
    }
    return result;
}

/* Whether the client may call that method. */
static bool is_allowed(uint64_t method, uint64_t client)
{
    switch (method) {
    case SUPERVISOR_SHUTDOWN:
        return client == EVM_CONSOLE || is_monitor(client) || has_booter(client);
    case SUPERVISOR_SHOW:
        return client == EVM_CONSOLE || has_booter(client);
    case SUPERVISOR_KILL:
    case SUPERVISOR_USAGE:
        return is_monitor(client) || has_booter(client);
    case SUPERVISOR_POWEROFF:
    case SUPERVISOR_NAME:
        return has_booter(client);
    case SUPERVISOR_AGAIN:
        return is_monitor(client);
    default:
        return true;
    }
}

/* Methods that concern the system, or another component. */
static int64_t of_system(uint64_t method, uint64_t a1)
{
    switch (method) {
    case SUPERVISOR_STATUS:
        return status_of(a1);
    case SUPERVISOR_DEATHS:
        return (int64_t)deaths;
    case SUPERVISOR_SHUTDOWN:
        return begin_shutdown();
    case SUPERVISOR_POWEROFF:
        system_off(EVM_VERDICT_VMS, (unsigned)a1);
    case SUPERVISOR_KILL:
        return kill(a1);
    case SUPERVISOR_SHOW:
        return usage_ask();
    case SUPERVISOR_AGAIN:
        return again(a1);
    default:
        return -COS_ENOSYS;
    }
}

/* All methods with one result. */
static int64_t answer(uint64_t method, uint64_t a1, uint64_t a2, uint64_t client, uint64_t thread)
{
    switch (method) {
    case SUPERVISOR_EXIT:
        return end_client(client, END_EXIT, a1);
    case SUPERVISOR_REBOOT:
        return end_client(client, END_REBOOT, 0);
    case SUPERVISOR_READY:
        return ready_note(client, thread);
    case SUPERVISOR_ALIVE:
        return sign_of_life(client, a1, a2 == 1);
    case SUPERVISOR_BLOCKED:
        return blocked_note(client, thread, a1, a2);
    case SUPERVISOR_BOARD:
        return board_begin(client, a1, a2);
    case SUPERVISOR_UNFED:
        return board_unfed(client);
    default:
        return of_system(method, a1);
    }
}

struct cos_result supervisor_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3,
                                  uint64_t token, uint64_t thread)
{
    struct cos_result result = {.value = -COS_EDENIED};

    (void)a3;
    if (token == SUPERVISOR_TOKEN_NONE || !is_allowed(method, token))
        return result;
    if (method == SUPERVISOR_USAGE)
        return usage_of(a1, a2);
    if (method == SUPERVISOR_NAME)
        return name_of(a1, a2);
    if (method == SUPERVISOR_RECORD_NEXT)
        return record_next(token, a1);
    if (method == SUPERVISOR_RECORD)
        return record_word(token, a1, a2);
    result.value = answer(method, a1, a2, token, thread);
    return result;
}
