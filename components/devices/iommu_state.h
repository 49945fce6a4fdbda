/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files about the IOMMU. */
#ifndef DEVICES_IOMMU_STATE_H
#define DEVICES_IOMMU_STATE_H

#include "dmar.h"
#include "iommu.h"
#include "vtd.h"
#include "window.h"

extern struct iommu {
    bool resumed;        /* an earlier life has turned it on */
    const char *missing; /* why there is none, as a phrase; NULL: it is on, or not needed */
    struct dmar dmar;
    struct vtd units[DMAR_UNITS];
    unsigned levels; /* of page tables: 3 or 4 */
    uint32_t domains;
    bool coherent, remembers_gaps, checks_interrupts;
} iommu;

#define IOMMU_PRESENT 1ull
#define IOMMU_RW      3ull /* in an entry of a page table */
#define IOMMU_SILENT  2ull /* in an entry for a device or an interrupt: faults are not recorded */

/* Makes context tables: one for each bus with a granted device, and one for all others. */
void iommu_make_contexts(void);
/* Gives the bus of a granted device, which has that line, a context table of its own, if it has
 * none: the entries of the other table hold for all buses without granted devices. */
void iommu_own_context(uint64_t line, uint32_t place);
/* Returns the context entry for a place. */
volatile uint64_t *iommu_context(uint32_t place);
/* Writes both words of an entry of a table, where the units see them. */
void iommu_write(volatile uint64_t *entry, uint64_t high, uint64_t low);
/* Makes all units drop cached entries, see vtd_forget(). */
bool iommu_forget(uint16_t domain);
bool iommu_forget_interrupts(void);
/* Sets up a root whose only entry is that node, as the kernel's root has more entries than a device
 * should see. Returns its physical address. */
uint64_t iommu_root(uint16_t domain, uint64_t node);
/* Sets the message that raises a line at the CPU, to which the IOMMU may translate other
 * messages. */
void iommu_plain_message(uint64_t line, uint64_t *address, uint32_t *data);
/* Lets the device at that place raise the line, by the message of iommu_message(); and the
 * reverse. */
void iommu_let_interrupt(uint64_t line, uint32_t place);
void iommu_take_interrupt(uint64_t line);
/* Begins to report faults of the component's devices again. */
void iommu_count_anew(uint64_t id);

#endif
