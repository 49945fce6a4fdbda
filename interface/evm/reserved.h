/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parts of the machine that no component but their owner may have: `evm check` refuses them in a
 * manifest, the booter in an image. Each device has one owner: both also refuse what two components
 * claim, even by overlapping ranges.
 */
#ifndef EVM_RESERVED_H
#define EVM_RESERVED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "image.h"
#include "verdict.h"

#define EVM_MMIO_END (1ull << 40) /* device memory that can be granted ends here */

struct evm_reserved {
    uint32_t type;        /* EVM_GRANT_PORTS, _IRQ, _MMIO; or _PCI: vendor << 16 | device id */
    uint64_t first, last; /* ports, lines, bytes, ids */
    const char *what, *whose;
};

/* The power ports are those of lib/cos/cos/power.h; a PC has the others at fixed addresses. */
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
    {EVM_GRANT_PORTS, EVM_VERDICT_PORT, EVM_VERDICT_PORT, "the word on the system's end",
     "the supervisor's"},
    {EVM_GRANT_PORTS, 0xf4, 0xf4, "the end of the system", "the supervisor's"},
    {EVM_GRANT_PORTS, 0x3f8, 0x3ff, "the serial line", "the console's"},
    {EVM_GRANT_PORTS, 0x480, 0x48f, "pages of a DMA controller, which accesses all memory",
     "the machine's"},
    {EVM_GRANT_PORTS, 0x4d0, 0x4d1, "the kinds of interrupt lines", "the kernel's"},
    {EVM_GRANT_PORTS, 0x510, 0x51b, "the emulator's configuration, which accesses all memory",
     "the machine's"},
    {EVM_GRANT_PORTS, 0x600, 0x67f, "power management", "the supervisor's"},
    {EVM_GRANT_PORTS, 0xcf8, 0xcff, "PCI configuration space and a way to reset the machine",
     "the booter's"},
    {EVM_GRANT_IRQ, 0, 0, "the timer", "the kernel's"},
    {EVM_GRANT_IRQ, 2, 2, "the second interrupt controller", "the kernel's"},
    {EVM_GRANT_IRQ, 4, 4, "the serial line", "the console's"},
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
#define EVM_RESERVED (sizeof evm_reserved / sizeof evm_reserved[0])

/* Sets the range that a grant gives, in the units of the table. False: the table does not cover its
 * type. The grant may be invalid: then last is below first, or both are out of range. */
static inline bool evm_grant_span(const struct evm_grant *g, uint64_t *first, uint64_t *last)
{
    *first = g->a;
    *last = g->type == EVM_GRANT_PORTS  ? g->b
            : g->type == EVM_GRANT_MMIO ? g->a + g->b * 4096 - 1
                                        : g->a;
    return g->type == EVM_GRANT_PORTS || g->type == EVM_GRANT_IRQ || g->type == EVM_GRANT_MMIO ||
           g->type == EVM_GRANT_PCI;
}

/* Returns the entry that a grant overlaps, or NULL. */
static inline const struct evm_reserved *evm_reserved_by(const struct evm_grant *g)
{
    uint64_t first, last;

    for (size_t i = 0; evm_grant_span(g, &first, &last) && i < EVM_RESERVED; i++) {
        const struct evm_reserved *r = &evm_reserved[i];

        if (r->type == g->type && first <= r->last && r->first <= last)
            return r;
    }
    return NULL;
}

/* Whether two grants give the same device, port, line or page; only one component may have both. */
static inline bool evm_grants_clash(const struct evm_grant *g, const struct evm_grant *h)
{
    uint64_t first, last, other_first, other_last;

    return g->type == h->type && evm_grant_span(g, &first, &last) &&
           evm_grant_span(h, &other_first, &other_last) && first <= other_last &&
           other_first <= last && (g->type != EVM_GRANT_PCI || g->b == h->b);
}

#endif
