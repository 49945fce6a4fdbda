/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The IOMMU: what devices can access. A device of a component accesses those pages of its memory
 * that the component has asked for, and links of its; others access nothing. The pages are mapped
 * in a page table of the kernel's, at their physical addresses, which the IOMMU reads: so it is the
 * kernel that sees to it that none of them is, or becomes, a kernel object.
 */
#ifndef DEVICES_IOMMU_H
#define DEVICES_IOMMU_H

#include <booter/for_devices.h>

#include "for_booter.h"
#include "dmar.h"

/* The opposite of devices_attach(), and the frames can be taken back. EIO: the IOMMU does not
 * answer, so that nothing can. */
int64_t iommu_detach(uint64_t id);
/* Lets them access pages of its memory, `page` being the first's number in
 * that, or a whole link; *physical: where that is. */
int64_t iommu_let_memory(uint64_t id, uint64_t page, uint64_t pages);
int64_t iommu_let_link(uint64_t id, const struct link *link, uint64_t *physical);
/* As that, no longer. EIO: the IOMMU does not answer. */
int64_t iommu_take_link(uint64_t id, const struct link *link);

/* Whether memory from `first` to `last` has registers of an IOMMU that is on in it. */
bool iommu_has_registers(uint64_t first, uint64_t last);

/* Where PCI Express has its configuration space; base 0: nowhere, or nobody is granted a PCI
 * device or device memory. */
const struct express *iommu_express(void);
/* A page of device memory, until the next one is looked at. NULL: the kernel does not let it. */
volatile uint32_t *iommu_look_device(uint64_t physical);

/* Whether there is one that is on. */
bool iommu_is_on(void);
/* The number by which it knows the component's devices. */
uint16_t iommu_domain(uint64_t id);
/* What a device of the component must write to raise a message-signalled line. */
void iommu_message(uint64_t line, uint64_t *address, uint32_t *data);

/* Whether devices have tried something that has not been fetched (devices_fault()). While they
 * have, no component is given devices: whose it is would not be known any more. */
bool iommu_has_faults(void);

#endif
