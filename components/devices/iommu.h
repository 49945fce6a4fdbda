/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The IOMMU limits what devices can access. A component's device can access those pages of the
 * component's memory and links that the component has asked for; an unassigned device can access
 * nothing. A kernel page table, which the IOMMU reads, maps the pages at their physical addresses:
 * so the kernel ensures that none of them is, or becomes, a kernel object.
 */
#ifndef DEVICES_IOMMU_H
#define DEVICES_IOMMU_H

#include <booter/for_devices.h>

#include "for_booter.h"
#include "dmar.h"

/* Undoes devices_attach(); the frames can then be taken back. EIO: the IOMMU does not respond, so
 * they cannot. */
int64_t iommu_detach(uint64_t id);
/* Let the component's devices access `pages` pages of its memory, from page `page` on, or a whole
 * link, whose physical address they put into *physical. */
int64_t iommu_let_memory(uint64_t id, uint64_t page, uint64_t pages);
int64_t iommu_let_link(uint64_t id, const struct link *link, uint64_t *physical);
/* Ends the access to a link. EIO: the IOMMU does not respond. */
int64_t iommu_take_link(uint64_t id, const struct link *link);

/* Whether memory from `first` to `last` contains registers of an active IOMMU. */
bool iommu_has_registers(uint64_t first, uint64_t last);

/* Returns the place of PCI Express's configuration space; base 0: there is none, or the image
 * grants neither PCI devices nor device memory. */
const struct express *iommu_express(void);
/* Maps a page of device memory, until the next call. NULL: the kernel refuses. */
volatile uint32_t *iommu_look_device(uint64_t physical);

/* Whether an IOMMU is on. */
bool iommu_is_on(void);
/* Returns the domain number of the component's devices. */
uint16_t iommu_domain(uint64_t id);
/* Sets the address and data that a device must write to raise a message-signalled line. */
void iommu_message(uint64_t line, uint64_t *address, uint32_t *data);

/* Whether there are blocked accesses that have not been fetched (devices_fault()). Until they are,
 * no component gets devices, as the owner of such an access would no longer be known. */
bool iommu_has_faults(void);

#endif
