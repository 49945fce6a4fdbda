/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Accesses of devices that the IOMMU has blocked. They harm no other component, but the driver gave
 * its device a wrong address, or the device used another one, so the driver's data are wrong: the
 * component ends, and its users repeat their requests to its next life.
 */
#include "common.h"

#include <booter.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define REASON_INTERRUPT 0x20 /* reasons from here on concern interrupts, lower ones memory */

/* The bits that BOOTER_DMA_FAULT returns. */
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

static void end_owner(uint64_t id)
{
    if (is_alive(id))
        end_component(id, END_KILL, STATUS_CRASH);
}

static void say_what(uint64_t fault, uint64_t address)
{
    bool owned = OWNER(fault) != EVM_BOOTER, memory = REASON(fault) < REASON_INTERRUPT;

    say_who(fault);
    if (!memory) {
        say(" tried to raise an interrupt that is not its own: blocked\n");
    } else {
        say(" tried to %s 0x%lx, which is not its memory%s: blocked\n",
            fault & BOOTER_FAULT_WRITE ? "write" : "read", address,
            owned ? "" : ", as no component has it");
    }
    if (fault & BOOTER_FAULT_LAST) {
        say_who(fault);
        say(": further accesses are blocked without a report%s\n",
            owned ? ", until the component starts again" : "");
    }
}

static void report(uint64_t fault, uint64_t address)
{
    bool owned = OWNER(fault) != EVM_BOOTER, details;

    if (!owned || say_of(OWNER(fault), &details))
        say_what(fault, address);
    if (owned && REASON(fault) < REASON_INTERRUPT)
        end_owner(OWNER(fault));
}

/* The loop ends, as the booter silences each device after a few faults. */
void blocked_look(uint64_t events)
{
    struct cos_result fault;

    if (!(events & COS_EVENT_IRQ))
        return;
    while ((fault = cos_call(COS_SLOT_BOOTER, BOOTER_DMA_FAULT, 0, 0, 0)).value >= 0) {
        flush_console(CONSOLE_NONE);
        report((uint64_t)fault.value, fault.extra);
    }
}
