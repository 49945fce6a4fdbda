/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the booter asks of the part that knows PCI devices and the IOMMU. It is in the booter of an
 * image that grants devices or device memory, and of no other (booter/no_devices.c). What works on
 * the devices of a component must not run twice at once: the booter asks in a section.
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
/* All components of the boot are there: what devices try from now on is reported. */
void devices_report(void);
/* The line by which that is reported, which is the supervisor's; false: there is none. */
bool devices_line(uint64_t *line);

/* ---- A component's beginning, in this order ---- */

/* Whether what devices did in its last life is over: none of its links is lent, and all that its
 * devices have tried has been reported. */
bool devices_due(uint64_t id);
/* Finds the component's devices. Returns the grant of one that is not in the machine, or NULL. */
const struct evm_grant *devices_missing(uint64_t id);
/* Why the component cannot have its devices or device memory, as a phrase, NULL: it can; and what
 * to do. If it can, its devices answer to accesses then, and do nothing of their own. */
struct devices_refusal {
    const char *why, *remedy;
};
struct devices_refusal devices_refusal(uint64_t id);
/* Frames of its run RUN_DMA, by which its devices can access its memory and its links; 0: none,
 * since there is no IOMMU, or are no devices. Its memory has been taken. */
uint64_t devices_pages(uint64_t id);
/* Describes its devices. Returns how many there are. */
uint32_t devices_describe(struct cos_pci *devices);
/* Gives it their memory, ports and lines: those that have just been described. */
int64_t devices_give(uint64_t id);
/* Its devices have a page table of their own from now on, with nothing in it. */
int64_t devices_attach(uint64_t id);

/* ---- Its life ---- */

/* BOOTER_DMA_FAULT. */
int64_t devices_fault(uint64_t *address);
/* The first component, from that id on, that has come to its end, of which all have been told then,
 * and has a link lent to the devices of that one; EVM_BOOTER: none. */
uint64_t devices_awaited(uint64_t id, uint64_t first);

/* ---- Its end ---- */

/* Its devices access no memory any more, nor do they interrupt: what they have begun is through,
 * and its run RUN_DMA can be taken back. EBUSY: not all is, try again; EIO: a device, or the IOMMU,
 * does not answer, so that its memory can never be used again. */
int64_t devices_end(uint64_t id);

#endif
