/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files about the IOMMU share. */
#ifndef DEVICES_IOMMU_STATE_H
#define DEVICES_IOMMU_STATE_H

#include "dmar.h"
#include "iommu.h"
#include "vtd.h"

struct iommu_table { /* a page of the booter's, mapped */
    volatile uint64_t *words;
    uint64_t physical;
};

extern struct iommu {
    const char *missing; /* why there is none, as a phrase; NULL: it is on, or nobody needs it */
    struct dmar dmar;
    struct vtd units[DMAR_UNITS];
    unsigned levels; /* of page tables: 3 or 4 */
    uint32_t domains;
    bool coherent, remembers_gaps, checks_interrupts;
    struct iommu_table interrupts;
} iommu;

#define IOMMU_PRESENT 1ull
#define IOMMU_RW      3ull /* in an entry of a page table */
#define IOMMU_SILENT  2ull /* in a context entry: faults of the device are not recorded */

/* The context entry for a place. */
volatile uint64_t *iommu_context(uint32_t place);
/* Writes both words of an entry of a table, where the units see them. */
void iommu_write(volatile uint64_t *entry, uint64_t high, uint64_t low);
/* Makes all units forget, see vtd_forget(). */
bool iommu_forget(uint16_t domain);
bool iommu_forget_interrupts(void);
/* A root whose first entry is that node: the kernel's own root has more entries than a device
 * should see. Returns its physical address. */
uint64_t iommu_root(uint16_t domain, uint64_t node);
/* The message by which the CPU knows a line, which the IOMMU may translate others to. */
int64_t iommu_plain_message(uint64_t line, uint64_t *address, uint32_t *data);
/* Lets the device there raise that line, by what iommu_message() says; and no longer. */
int64_t iommu_let_interrupt(uint64_t line, uint32_t place);
void iommu_take_interrupt(uint64_t line);
/* Faults of the component's devices are told again. */
void iommu_count_anew(uint64_t id);

#endif
