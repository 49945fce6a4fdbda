/* SPDX-License-Identifier: BSD-2-Clause */
/* Turns the machine off, for the two root components that may. */
#ifndef COS_POWER_H
#define COS_POWER_H

#include <cos/syscall.h>
#include <evm/machine.h>
#include <evm/verdict.h>

#define COS_POWER_ACPI_OFF 0x2000

/* Slots of the ports, in the order of evm_supervisor_grants: step 1, or 0 where one capability
 * covers them all. */
struct cos_power {
    uint64_t first;
    unsigned step;
};

/* Tells the tool, if there is one, how the system ends. status: 0 .. 255. */
static inline void cos_tell_verdict(struct cos_power slots, enum evm_verdict kind, unsigned status)
{
    uint64_t slot = slots.first + 2 * slots.step;

    cos_port_out(slot, EVM_VERDICT_PORT, 1, kind);
    cos_port_out(slot, EVM_VERDICT_PORT, 1, status & 255);
}

/* status: 0 .. 127. Returns if the machine has no way to turn itself off. */
static inline void cos_power_off(struct cos_power slots, unsigned status)
{
    cos_port_out(slots.first, EVM_EXIT_PORT, 1, status & 127);
    cos_port_out(slots.first + slots.step, EVM_ACPI_PORT, 2, COS_POWER_ACPI_OFF);
}

#endif
