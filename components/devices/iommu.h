/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The IOMMU limits what devices can access. A component's device can access those pages of the
 * component's memory and links that the component has asked for; an unassigned device can access
 * nothing. A kernel page table of the booter's, which the IOMMU reads, maps the pages at their
 * physical addresses: so the kernel ensures that none of them is, or becomes, a kernel object.
 */
#ifndef DEVICES_IOMMU_H
#define DEVICES_IOMMU_H

#include <stdbool.h>
#include <stdint.h>

/* Turns the IOMMU on, if the image grants PCI devices and the machine has one; or goes on with it
 * as the last life has left it. Tells the booter which. */
void iommu_begin(void);
/* Learns the messages of all lines. Comes first. */
void iommu_learn_messages(void);
/* Has blocked accesses raise their line from now on. Those before the first life, which the
 * firmware may have caused, are dropped. */
void iommu_report(void);

/* Gives the component's devices a page table with that node of level 3; 0: they are behind no
 * IOMMU. */
int64_t iommu_attach(uint64_t id, uint64_t node);
/* Undoes that; the table can then be taken back. EIO: the IOMMU does not respond, so it cannot. */
int64_t iommu_detach(uint64_t id, uint64_t node);
/* Let the component's devices access `pages` pages of its memory, from page `page` on, or a whole
 * link, whose physical address is the result. */
int64_t iommu_let_memory(uint64_t id, uint64_t page, uint64_t pages);
int64_t iommu_let_link(uint64_t id, uint64_t index);
/* Ends the access to a link. EIO: the IOMMU does not respond. */
int64_t iommu_take_link(uint64_t id, uint64_t index);

/* Whether memory from `first` to `last` contains registers of an active IOMMU. */
bool iommu_has_registers(uint64_t first, uint64_t last);

/* Whether an IOMMU is on. */
bool iommu_is_on(void);
/* Returns the domain number of the component's devices. */
uint16_t iommu_domain(uint64_t id);
/* Sets the address and data that a device must write to raise a message-signalled line. */
void iommu_message(uint64_t line, uint64_t *address, uint32_t *data);

/* Has the IOMMU drop the messages of a line; false: no attached device has it, or the IOMMU does
 * not check interrupts. And the reverse; false: it drops none. */
bool iommu_hold_messages(uint64_t line);
bool iommu_let_messages(uint64_t line);

/* Takes the next access that the units have blocked, as SUPERVISOR_BLOCKED; false: there is none,
 * and later ones raise the line. */
bool iommu_blocked(uint64_t *what, uint64_t *address);

#endif
