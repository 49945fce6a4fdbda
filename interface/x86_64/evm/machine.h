/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The machine around the CPU, here a PC: what each root component has of it, and what no manifest
 * can grant (evm/reserved.h). The booter has everything.
 */
#ifndef EVM_MACHINE_H
#define EVM_MACHINE_H

#include <evm/image.h>
#include <stdint.h>

#define EVM_MMIO_END (1ull << 40) /* device memory that can be granted ends here */

/* ---- The serial line: the console's; at boot the booter's ---- */

#define EVM_SERIAL_FIRST 0x3f8 /* COM1 */
#define EVM_SERIAL_LAST  0x3ff
#define EVM_SERIAL_IRQ   4

/* ---- The second serial line: the monitor's, if the image has one (evm/control.h) ---- */

#define EVM_CONTROL_FIRST 0x2f8 /* COM2 */
#define EVM_CONTROL_LAST  0x2ff
#define EVM_CONTROL_IRQ   3

/* ---- The end of the system: the supervisor's, or the booter's (cos/power.h) ---- */

/* of QEMU's isa-debug-exit: a byte becomes QEMU's exit status, times two plus one */
#define EVM_EXIT_PORT 0xf4
#define EVM_ACPI_PORT 0x604 /* PM1a control of QEMU's q35 and pc */
#define EVM_VERDICT_PORT                                                       \
    0xe9 /* of QEMU's isa-debugcon (evm/verdict.h); without it, writes have no \
            effect */

/* ---- PCI: of the component that handles devices ---- */

#define EVM_PCI_FIRST 0xcf8 /* configuration mechanism 1 */
#define EVM_PCI_LAST  0xcff

/* ---- Grants of root components, and of the monitor ---- */

static const struct evm_grant evm_console_grants[] = {
    {EVM_GRANT_PORTS, 0, EVM_SERIAL_FIRST, EVM_SERIAL_LAST},
    {EVM_GRANT_IRQ, 0, EVM_SERIAL_IRQ, 0},
};
static const struct evm_grant evm_control_grants[] = {
    {EVM_GRANT_PORTS, 0, EVM_CONTROL_FIRST, EVM_CONTROL_LAST},
    {EVM_GRANT_IRQ, 0, EVM_CONTROL_IRQ, 0},
};
static const struct evm_grant evm_supervisor_grants[] = {
    {EVM_GRANT_PORTS, 0, EVM_EXIT_PORT, EVM_EXIT_PORT},
    {EVM_GRANT_PORTS, 0, EVM_ACPI_PORT, EVM_ACPI_PORT + 1},
    {EVM_GRANT_PORTS, 0, EVM_VERDICT_PORT, EVM_VERDICT_PORT},
};

/* ---- What no manifest can grant: at fixed addresses of a PC ---- */

struct evm_reserved {
    uint32_t type;        /* EVM_GRANT_PORTS, _IRQ, _MMIO; or _PCI: vendor << 16 | device id */
    uint64_t first, last; /* ports, lines, bytes, ids */
    const char *what, *whose;
};

static const struct evm_reserved evm_reserved[] = {
    {EVM_GRANT_PORTS, 0x00, 0x0f, "a DMA controller, which accesses all memory", "the machine's"},
    {EVM_GRANT_PORTS, 0x20, 0x21, "the first interrupt controller", "the kernel's"},
    {EVM_GRANT_PORTS, 0x40, 0x43, "the timer", "the kernel's"},
    {EVM_GRANT_PORTS, 0x61, 0x61, "the timer's gate", "the kernel's"},
    {EVM_GRANT_PORTS, 0x70, 0x77, "the clock and its memory", "the booter's"},
    {EVM_GRANT_PORTS, 0x81, 0x8f, "pages of a DMA controller, which accesses all memory",
     "the machine's"},
    {EVM_GRANT_PORTS, 0x92, 0x92, "a way to reset the machine", "the machine's"},
    {EVM_GRANT_PORTS, 0xa0, 0xa1, "the second interrupt controller", "the kernel's"},
    {EVM_GRANT_PORTS, 0xb2, 0xb3, "calls of the firmware", "the machine's"},
    {EVM_GRANT_PORTS, 0xc0, 0xdf, "a DMA controller, which accesses all memory", "the machine's"},
    {EVM_GRANT_PORTS, EVM_VERDICT_PORT, EVM_VERDICT_PORT, "the report of how the system ended",
     "the supervisor's"},
    {EVM_GRANT_PORTS, EVM_EXIT_PORT, EVM_EXIT_PORT, "the end of the system", "the supervisor's"},
    {EVM_GRANT_PORTS, EVM_SERIAL_FIRST, EVM_SERIAL_LAST, "the serial line", "the console's"},
    {EVM_GRANT_PORTS, 0x480, 0x48f, "pages of a DMA controller, which accesses all memory",
     "the machine's"},
    {EVM_GRANT_PORTS, 0x4d0, 0x4d1, "the trigger modes of interrupt lines", "the kernel's"},
    {EVM_GRANT_PORTS, 0x510, 0x51b, "the emulator's configuration, which accesses all memory",
     "the machine's"},
    {EVM_GRANT_PORTS, 0x600, 0x67f, "power management", "the supervisor's"},
    {EVM_GRANT_PORTS, EVM_PCI_FIRST, EVM_PCI_LAST,
     "PCI configuration space and a way to reset the machine", "the system's"},
    {EVM_GRANT_IRQ, 0, 0, "the timer", "the kernel's"},
    {EVM_GRANT_IRQ, 2, 2, "the second interrupt controller", "the kernel's"},
    {EVM_GRANT_IRQ, EVM_SERIAL_IRQ, EVM_SERIAL_IRQ, "the serial line", "the console's"},
    {EVM_GRANT_IRQ, 8, 8, "the clock", "the machine's"},
    {EVM_GRANT_MMIO, 0xfec00000, 0xfecfffff, "I/O interrupt controllers", "the kernel's"},
    {EVM_GRANT_MMIO, 0xfed1c000, 0xfed1ffff, "the chipset's configuration", "the machine's"},
    {EVM_GRANT_MMIO, 0xfee00000, 0xfeefffff, "the CPU's interrupt controller", "the kernel's"},
    {EVM_GRANT_MMIO, 0xff000000, 0xffffffff, "the firmware", "the machine's"},
    /* QEMU's pc: host bridge, */
    {EVM_GRANT_PCI, 0x80861237, 0x80861237, "the chipset", "the machine's"},
    {EVM_GRANT_PCI, 0x80867000, 0x80867000, "the chipset", "the machine's"}, /* ISA bridge, */
    {EVM_GRANT_PCI, 0x80867113, 0x80867113, "power management", "the machine's"},
    /* QEMU's q35: ISA bridge, */
    {EVM_GRANT_PCI, 0x80862918, 0x80862918, "the chipset", "the machine's"},
    {EVM_GRANT_PCI, 0x808629c0, 0x808629c0, "the chipset", "the machine's"}, /* host bridge */
};

#endif
