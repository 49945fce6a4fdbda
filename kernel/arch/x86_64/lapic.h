/* SPDX-License-Identifier: BSD-2-Clause */
/* The local APIC's registers, mapped by mmu.c at the last 2 MiB of the kernel's first GiB. */
#ifndef LAPIC_H
#define LAPIC_H

#include "layout.h"

#define LAPIC ((volatile uint32_t *)(KERNEL_BASE + 0x3fe00000))
enum {
    LAPIC_ID = 0x20 / 4,
    LAPIC_VERSION = 0x30 / 4,
    LAPIC_EOI = 0xb0 / 4,
    LAPIC_SPURIOUS = 0xf0 / 4,
    LAPIC_SERVED = 0x100 / 4,
    LAPIC_CMCI = 0x2f0 / 4,
    LAPIC_ICR = 0x300 / 4,
    LAPIC_TIMER = 0x320 / 4,
    LAPIC_THERMAL = 0x330 / 4,
    LAPIC_COUNTERS = 0x340 / 4,
    LAPIC_LINT0 = 0x350 / 4,
    LAPIC_LINT1 = 0x360 / 4,
    LAPIC_ERROR = 0x370 / 4,
    LAPIC_COUNT = 0x380 / 4,
    LAPIC_LEFT = 0x390 / 4,
    LAPIC_DIVIDE = 0x3e0 / 4
};
#define LAPIC_MASKED  0x10000
#define LAPIC_NMI     0x400
#define LAPIC_EXTINT  0x700
#define LAPIC_TO_SELF 0x40000

#endif
