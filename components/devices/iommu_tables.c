/* SPDX-License-Identifier: BSD-2-Clause */
/* The IOMMU's tables: they give each device its component's page table. All units share them. */
#include "iommu_state.h"
#include "pci.h"

#define BUSES   256
#define ADDRESS (~(uint64_t)COS_PAGE_SIZE + 1) /* in an entry of a table */

struct iommu iommu;

/* ---- Entries ---- */

void iommu_write(volatile uint64_t *entry, uint64_t high, uint64_t low)
{
    entry[1] = high;
    __atomic_thread_fence(__ATOMIC_SEQ_CST); /* the first word makes the entry valid */
    entry[0] = low;
    if (!iommu.coherent)
        vtd_write_back(entry, 2 * sizeof *entry);
}

bool iommu_forget(uint16_t domain)
{
    bool done_by_all = true;

    for (unsigned i = 0; i < iommu.dmar.count; i++)
        done_by_all = vtd_forget(&iommu.units[i], domain) && done_by_all;
    return done_by_all;
}

bool iommu_forget_interrupts(void)
{
    bool done_by_all = true;

    for (unsigned i = 0; i < iommu.dmar.count && iommu.checks_interrupts; i++)
        done_by_all = vtd_forget_interrupts(&iommu.units[i]) && done_by_all;
    return done_by_all;
}

static volatile uint64_t *root_entry(uint32_t bus)
{
    return (volatile uint64_t *)window_table(TABLE_ROOT) + 2 * bus;
}

/* Returns the number, among the tables, of the context table of a bus. */
static unsigned context_table(uint32_t bus)
{
    return (unsigned)(((root_entry(bus)[0] & ADDRESS) - window_physical(0)) / COS_PAGE_SIZE);
}

volatile uint64_t *iommu_context(uint32_t place)
{
    return (volatile uint64_t *)window_table(context_table(place >> 8)) + 2 * (place & 0xff);
}

/* ---- Tables ---- */

void iommu_own_context(uint64_t line, uint32_t place)
{
    unsigned table = TABLE_CONTEXTS + (unsigned)(line - COS_IRQ_MSI);

    if (context_table(place >> 8) == TABLE_EMPTY)
        iommu_write(root_entry(place >> 8), 0, window_physical(table) | IOMMU_PRESENT);
}

void iommu_make_contexts(void)
{
    uint32_t place;

    for (uint32_t bus = 0; bus < BUSES; bus++)
        iommu_write(root_entry(bus), 0, window_physical(TABLE_EMPTY) | IOMMU_PRESENT);
    for (uint64_t id = 0; id < image()->component_count; id++)
        for (unsigned i = 0; i < grants_count(id, EVM_GRANT_PCI); i++)
            if (pci_place(id, i, &place))
                iommu_own_context(pci_line(id, i), place);
}

/* Domain numbers begin with 1: 0 is special on some units. */
uint16_t iommu_domain(uint64_t id)
{
    uint16_t domain = 1;

    for (uint64_t other = 0; other < id; other++)
        domain += grants_count(other, EVM_GRANT_PCI) != 0;
    return domain;
}

static unsigned device_count(void)
{
    unsigned count = 0;

    for (uint64_t id = 0; id < image()->component_count; id++)
        count += grants_count(id, EVM_GRANT_PCI);
    return count;
}

/* If the units need four levels. */
uint64_t iommu_root(uint16_t domain, uint64_t node)
{
    unsigned table = TABLE_CONTEXTS + device_count() + domain - 1;

    iommu_write(window_table(table), 0, node | IOMMU_RW);
    return window_physical(table);
}
