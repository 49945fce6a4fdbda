/* SPDX-License-Identifier: BSD-2-Clause */
/* Turns the machine off, for the two root components that may. */
#ifndef COS_POWER_H
#define COS_POWER_H

#include <cos/syscall.h>
#include <evm/verdict.h>

/* of QEMU's isa-debug-exit: a byte becomes QEMU's exit status, times two plus one */
#define COS_POWER_EXIT_PORT 0xf4
#define COS_POWER_ACPI_PORT 0x604 /* PM1a control of QEMU's q35 and pc */
#define COS_POWER_ACPI_OFF  0x2000

/* Tells the tool, if there is one, how the system ends. ports: slot of a range with
 * EVM_VERDICT_PORT; status: 0 .. 255. */
static inline void cos_tell_verdict(uint64_t ports, enum evm_verdict kind, unsigned status)
{
    cos_port_out(ports, EVM_VERDICT_PORT, 1, kind);
    cos_port_out(ports, EVM_VERDICT_PORT, 1, status & 255);
}

/* exit_ports, acpi_ports: slots of port ranges with those two ports. status: 0 .. 127. Returns if
 * there is neither. */
static inline void cos_power_off(uint64_t exit_ports, uint64_t acpi_ports, unsigned status)
{
    cos_port_out(exit_ports, COS_POWER_EXIT_PORT, 1, status & 127);
    cos_port_out(acpi_ports, COS_POWER_ACPI_PORT, 2, COS_POWER_ACPI_OFF);
}

#endif
