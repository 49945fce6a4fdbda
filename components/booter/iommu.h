/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The IOMMU: what devices can access. A device of a component accesses those pages of its memory
 * that the component has asked for, and links of its; others access nothing. The pages are mapped
 * in a page table of the kernel's, at their physical addresses, which the IOMMU reads: so it is the
 * kernel that sees to it that none of them is, or becomes, a kernel object.
 */
#ifndef COMPONENTS_BOOTER_IOMMU_H
#define COMPONENTS_BOOTER_IOMMU_H

#include "common.h"
#include "dmar.h"

/* Turns the IOMMU on, if the image grants PCI devices and the machine has one. */
void iommu_init(void);
/* Why the component cannot have its devices or device memory, NULL: it can; and what to do. Its
 * devices have been found. */
struct iommu_refusal {
    const char *why, *remedy;
};
struct iommu_refusal iommu_refusal(uint64_t id);
/* The same, and why it cannot have them without an IOMMU; its devices are described then
 * (pci_describe()). create.c */
struct iommu_refusal component_refusal(uint64_t id);
/* Lets them access nothing, which takes those frames: RUN_DMA. */
int64_t iommu_attach(uint64_t id);
/* The opposite, and the frames can be taken back. EIO: the IOMMU does not answer,
 * so that nothing can. */
int64_t iommu_detach(uint64_t id);
/* Lets them access pages of its memory, `page` being the first's number in
 * that, or a whole link. */
int64_t iommu_let_memory(uint64_t id, uint64_t page, uint64_t pages);
int64_t iommu_let_link(uint64_t id, const struct link *link);
/* As that, no longer. EIO: the IOMMU does not answer. */
int64_t iommu_take_link(uint64_t id, const struct link *link);

/* Whether memory from `first` to `last` has registers of an IOMMU that is on in it. */
bool iommu_has_registers(uint64_t first, uint64_t last);

/* Where PCI Express has its configuration space; base 0: nowhere, or nobody is granted a PCI
 * device or device memory. */
const struct express *iommu_express(void);
/* A page of device memory, until the next one is looked at. NULL: the kernel does not let it. */
volatile uint32_t *iommu_look_device(uint64_t physical);

/* What a device of the component must write to raise a message-signalled line. */
void iommu_message(uint64_t line, uint64_t *address, uint32_t *data);

/* The line by which faults are reported; false: there are none. */
bool iommu_line(uint64_t *line);
/* Faults are reported from now on. */
void iommu_report(void);
/* The next fault, as BOOTER_DMA_FAULT returns it. */
int64_t iommu_fault(uint64_t *address);
/* Whether there is one. While there is, no component is given devices: whose it is would
 * not be known any more. */
bool iommu_has_faults(void);

#endif
