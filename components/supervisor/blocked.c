/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses of devices that the IOMMU has blocked. They harm no other component, but the driver gave
 * its device a wrong address, or the device used another one, so the driver's data are wrong: the
 * component ends, and its users repeat their requests to its next life. `devices` tells of them by
 * calls, on its own thread; the supervisor's thread reports them.
 */
#include "common.h"

#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define RING             16   /* a power of two */
#define REASON_INTERRUPT 0x20 /* reasons from here on concern interrupts, lower ones memory */

/* The bits of SUPERVISOR_BLOCKED. */
#define PLACE(fault)  (unsigned)((fault)&0xffff)
#define OWNER(fault)  ((fault) >> 16 & 0xff)
#define REASON(fault) ((fault) >> 24 & 0xff)

static void say_who(uint64_t fault)
{
    if (OWNER(fault) != EVM_BOOTER)
        say("[evm] %s: ", component(OWNER(fault))->name);
    else
        say("[evm] ");
    say("device %02x:%02x.%x", PLACE(fault) >> 8, PLACE(fault) >> 3 & 31, PLACE(fault) & 7);
}

static void say_what(uint64_t fault, uint64_t address)
{
    bool owned = OWNER(fault) != EVM_BOOTER, memory = REASON(fault) < REASON_INTERRUPT;

    say_who(fault);
    if (!memory) {
        say(" tried to raise an interrupt that is not its own: blocked\n");
    } else {
        say(" tried to %s 0x%lx, which is not its memory%s: blocked\n",
            fault & SUPERVISOR_BLOCKED_WRITE ? "write" : "read", address,
            owned ? "" : ", as no component has it");
    }
    if (fault & SUPERVISOR_BLOCKED_LAST) {
        say_who(fault);
        say(": further accesses are blocked without a report%s\n",
            owned ? ", until the component starts again" : "");
    }
}

static void report(uint64_t fault, uint64_t address)
{
    bool details;

    if (say_of(OWNER(fault), &details))
        say_what(fault, address);
}

/* ---- The ring ---- */

static struct {
    uint64_t fault, address;
} ring[RING];
static uint32_t head, tail; /* `devices` writes at the head */

static void end_owner(uint64_t id)
{
    if (id != EVM_BOOTER && is_alive(id))
        end_component(id, END_KILL, STATUS_CRASH);
}

/* A compromised `devices` could call on threads of drivers, too, and one that was preempted here
 * would turn the ring back. */
static bool may_note(uint64_t caller, uint64_t thread)
{
    return component(caller)->flags & EVM_DEVICES && thread == caller;
}

int64_t blocked_note(uint64_t caller, uint64_t thread, uint64_t fault, uint64_t address)
{
    uint32_t at = __atomic_load_n(&head, __ATOMIC_RELAXED);

    if (!may_note(caller, thread))
        return -COS_EDENIED;
    if (OWNER(fault) != EVM_BOOTER &&
        (OWNER(fault) >= image()->component_count || !is_driver(OWNER(fault))))
        return -COS_EINVAL; /* `devices` has no say over that component */
    if (at - __atomic_load_n(&tail, __ATOMIC_ACQUIRE) == RING)
        return -COS_EAGAIN;
    ring[at % RING].fault = fault;
    ring[at % RING].address = address;
    __atomic_store_n(&head, at + 1, __ATOMIC_RELEASE);
    if (REASON(fault) < REASON_INTERRUPT)
        end_owner(OWNER(fault));
    news_tell();
    return 0;
}

void blocked_look(void)
{
    for (; tail != __atomic_load_n(&head, __ATOMIC_ACQUIRE);
         __atomic_store_n(&tail, tail + 1, __ATOMIC_RELEASE)) {
        flush_console(CONSOLE_NONE);
        report(ring[tail % RING].fault, ring[tail % RING].address);
    }
}
