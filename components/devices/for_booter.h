/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the part that handles PCI devices and the IOMMU does for the booter. It is in the booter of
 * an image that grants devices or device memory, and of no other (booter/no_devices.c). Functions
 * that work on a component's devices must not run twice at once: the booter calls them in a
 * section.
 */
#ifndef DEVICES_FOR_BOOTER_H
#define DEVICES_FOR_BOOTER_H

#include <cos/abi.h>
#include <cos/start.h>
#include <evm/image.h>
#include <stdbool.h>
#include <stdint.h>

/* ---- The system's beginning ---- */

/* Turns the IOMMU on, if the image grants PCI devices and the machine has one. */
void devices_begin(void);
/* Begins to report blocked accesses, now that all components of the boot exist. */
void devices_report(void);
/* Sets *line to the line that signals them, which is the supervisor's; false: there is none. */
bool devices_line(uint64_t *line);

/* ---- A component's beginning, in this order ---- */

/* Whether the component's last life is over for devices: none of its links is lent, and all blocked
 * accesses of its devices have been reported. */
bool devices_due(uint64_t id);
/* Finds the component's devices. Returns the grant of one that is not in the machine, or NULL. */
const struct evm_grant *devices_missing(uint64_t id);
/* Says, in phrases, why the component cannot have its devices or device memory, NULL: it can; and
 * what to do. If it can, its devices then respond to accesses, but access nothing themselves. */
struct devices_refusal {
    const char *why, *remedy;
};
struct devices_refusal devices_refusal(uint64_t id);
/* Returns the number of frames for its run RUN_DMA, the page table of its devices; 0: there is no
 * IOMMU, or it has no devices. Its memory has been taken. */
uint64_t devices_pages(uint64_t id);
/* Describes its devices. Returns how many there are. */
uint32_t devices_describe(struct cos_pci *devices);
/* Gives it the memory, ports and lines of the devices that have just been described. */
int64_t devices_give(uint64_t id);
/* Gives its devices an empty page table of their own. */
int64_t devices_attach(uint64_t id);

/* ---- Its life ---- */

/* BOOTER_DMA_FAULT. */
int64_t devices_fault(uint64_t *address);
/* The first component, from that id on, that has come to its end, of which all have been told then,
 * and has a link lent to the devices of that one; EVM_BOOTER: none. */
uint64_t devices_awaited(uint64_t id, uint64_t first);

/* ---- Its end ---- */

/* Stops its devices: they access no memory and send no interrupts any more, their requests have
 * completed, and its run RUN_DMA can be taken back. EBUSY: not yet, try again; EIO: a device, or
 * the IOMMU, does not respond, so its memory can never be used again. */
int64_t devices_end(uint64_t id);

#endif
