/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel hands to the first component (the booter): a page mapped read-only at
 * COS_BOOT_INFO, and the capabilities below. The first component is the first one of the image
 * (interface/evm/image.h); its segments are mapped in place, its stack is in its own writable
 * segment, and its thread starts at its entry with rdi = COS_BOOT_INFO.
 */
#ifndef COS_BOOT_H
#define COS_BOOT_H

#include <stdint.h>

#include "../evm/memory.h"

#define COS_BOOT_INFO 0x10000 /* address of struct cos_boot in the booter */
/* address where the whole image is mapped read-only in the booter */
#define COS_BOOT_IMAGE 0x100000000
#define COS_BOOT_RAMS  EVM_PIECES
#define COS_BOOT_RSDP  36

#define COS_BOOT_SLOT_COMP   1 /* the booter's own component, MANAGE */
#define COS_BOOT_SLOT_PT     2 /* its page-table root */
#define COS_BOOT_SLOT_THREAD 3
#define COS_BOOT_SLOT_IMAGE  4 /* region: the image's pages, READ|EXEC|WRITE */
#define COS_BOOT_SLOT_PORTS  5 /* all ports */
#define COS_BOOT_SLOT_IRQS   6 /* all interrupt lines */
/* region: device memory, page 0 = physical address 0; RAM in it cannot be mapped */
#define COS_BOOT_SLOT_DEVICE 7
#define COS_BOOT_SLOT_RAM    8 /* first of ram_count regions of free RAM, all rights */
#define COS_BOOT_SLOT_FREE   (COS_BOOT_SLOT_RAM + COS_BOOT_RAMS) /* first free slot */

/* What the kernel does against leaks by speculative execution (docs/speculation.md). */
/* branches that user mode has trained do not steer the kernel's indirect branches */
#define COS_MITIGATES_IBRS    0x01
#define COS_MITIGATES_BARRIER 0x02 /* IBPB where another component's thread goes on */
#define COS_MITIGATES_BUFFERS 0x04 /* VERW on the way to user mode */
#define COS_MITIGATES_STORES  0x08 /* SSBD: loads do not go ahead of stores */

/* What remains open: a component may find out */
#define COS_EXPOSED_MELTDOWN 0x01 /* all of memory, which is in each address space: Meltdown */
/* what passed through the CPU's buffers: MDS, TAA, MMIO stale data, TSA */
#define COS_EXPOSED_BUFFERS 0x02
/* what the kernel can see, by its indirect branches and returns: Spectre 2, Retbleed */
#define COS_EXPOSED_KERNEL 0x04
/* what another component can see, by its indirect branches: no IBPB */
#define COS_EXPOSED_BRANCHES 0x08
/* old values of its own memory, in code that checks before it reads: Spectre 4 */
#define COS_EXPOSED_STORES 0x10
#define COS_EXPOSED_OFF    0x80 /* not examined: `mitigations: off` */

struct cos_boot {
    uint64_t tsc_hz;       /* TSC ticks per second, as calibrated */
    uint64_t boot_tsc;     /* TSC at the kernel's first instruction */
    uint64_t calibration;  /* TSC ticks spent busy-waiting for calibration */
    uint64_t image_pages;  /* size of the image */
    uint64_t kernel_pages; /* page frames that the kernel keeps for itself:
                              text, data, frame table */
    uint64_t ram_count;    /* regions of free RAM */
    struct {
        uint64_t base, pages;
    } ram[COS_BOOT_RAMS];        /* base: physical address, for reports only */
    uint32_t mitigations;        /* COS_MITIGATES_*: what the kernel does about speculation */
    uint32_t exposures;          /* COS_EXPOSED_*: what remains open on this CPU */
    uint8_t rsdp[COS_BOOT_RSDP]; /* ACPI's root pointer, as the boot loader gives it, unchecked;
                                    all 0: it gives none */
};

#endif
