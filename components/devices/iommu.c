/* SPDX-License-Identifier: BSD-2-Clause */
/* Turns the IOMMU on. */
#include "iommu_state.h"
#include "pci.h"

#include <cos/print.h>

#define NO_REGISTERS "the registers of the IOMMU cannot be mapped"

/* Maps a unit's registers, and finds its queue. */
static const char *open_unit(struct vtd *unit, unsigned number, uint64_t registers)
{
    const char *problem;
    unsigned more;

    unit->registers = window_keep(registers, 1);
    problem = unit->registers == NULL ? NO_REGISTERS : vtd_probe(unit);
    if (problem != NULL)
        return problem;
    more = vtd_pages(unit) - 1;
    if (more != 0 && window_keep(registers + COS_PAGE_SIZE, more) == NULL)
        return NO_REGISTERS;
    unit->queue = window_table(TABLE_QUEUES + number);
    unit->queue_physical = window_physical(TABLE_QUEUES + number);
    unit->done = (volatile uint32_t *)window_table(TABLE_DONE) + 2 * number;
    unit->done_physical = window_physical(TABLE_DONE) + number * sizeof(uint64_t);
    return NULL;
}

/* Opens all units, and finds what all of them support. */
static const char *open_units(void)
{
    unsigned common = 1u << 3 | 1u << 4;

    iommu.coherent = true;
    iommu.checks_interrupts = iommu.dmar.interrupts;
    iommu.domains = UINT16_MAX;
    for (unsigned i = 0; i < iommu.dmar.count; i++) {
        const char *problem = open_unit(&iommu.units[i], i, iommu.dmar.units[i].registers);

        if (problem != NULL)
            return problem;
        common &= vtd_levels(&iommu.units[i]);
        iommu.domains = vtd_domains(&iommu.units[i]) < iommu.domains ? vtd_domains(&iommu.units[i])
                                                                     : iommu.domains;
        iommu.coherent = iommu.coherent && vtd_coherent(&iommu.units[i]);
        iommu.remembers_gaps = iommu.remembers_gaps || vtd_remembers_gaps(&iommu.units[i]);
        iommu.checks_interrupts = iommu.checks_interrupts && vtd_interrupts(&iommu.units[i]);
    }
    iommu.levels = common & 1u << 4 ? 4 : 3;
    return common != 0 ? NULL : "this machine's IOMMUs have no kind of page table in common";
}

static uint64_t root_of(unsigned unit)
{
    return window_physical(iommu.dmar.units[unit].segment == 0 ? TABLE_ROOT : TABLE_EMPTY);
}

/* Whether the last life has turned units on. */
static bool are_running(void)
{
    for (unsigned i = 0; i < iommu.dmar.count; i++)
        if (vtd_runs(&iommu.units[i], root_of(i)))
            return true;
    return false;
}

static bool start_unit(unsigned number)
{
    struct vtd *unit = &iommu.units[number];

    if (vtd_runs(unit, root_of(number)))
        return vtd_resume(unit);
    return vtd_start(unit, root_of(number),
                     iommu.checks_interrupts ? window_physical(TABLE_INTERRUPTS) : 0);
}

/* A unit that cannot be resumed has failed: what it has let devices access stays theirs. */
static const char *start_units(void)
{
    const char *problem = open_units();
    bool resumes = are_running(), good = true;

    if (problem == NULL && !resumes)
        iommu_make_contexts();
    for (unsigned i = 0; i < iommu.dmar.count && problem == NULL; i++)
        good = start_unit(i) && good;
    if (problem == NULL && !good && !resumes)
        problem = "this machine's IOMMU does not execute commands";
    iommu.resumed = resumes;
    if (problem != NULL && !resumes) /* those that did start must not block trusted devices */
        for (unsigned i = 0; i < iommu.dmar.count && iommu.units[i].capabilities != 0; i++)
            vtd_stop(&iommu.units[i]);
    return problem;
}

static const char *find_units(void)
{
    const uint8_t *table;
    int64_t bytes = window_acpi("DMAR", &table);
    const char *problem = dmar_table_problem(bytes);

    return problem != NULL ? problem : dmar_read(table, (uint64_t)bytes, &iommu.dmar);
}

static bool grants_devices(void)
{
    for (uint64_t id = 0; id < image()->component_count; id++)
        if (grants_count(id, EVM_GRANT_PCI) != 0)
            return true;
    return false;
}

void iommu_begin(void)
{
    unsigned index;

    if (grants_devices()) {
        for (uint64_t id = 0; id < image()->component_count; id++)
            pci_missing(id, &index); /* now, as no device is being reset in the first life */
        iommu.missing = find_units();
        iommu.missing = iommu.missing == NULL ? start_units() : iommu.missing;
        if (iommu.missing == NULL && !iommu.checks_interrupts) {
            cos_print("this machine's IOMMU does not check interrupts: PCI devices can raise any "
                      "(docs/architecture.md)\n");
        }
    }
    booter(WORK_MACHINE, (iommu_is_on() ? WORK_IOMMU : 0) | (iommu.coherent ? 0 : WORK_INCOHERENT),
           0, 0);
}

bool iommu_is_on(void)
{
    return iommu.missing == NULL && iommu.dmar.count != 0;
}

bool iommu_has_registers(uint64_t first, uint64_t last)
{
    for (unsigned unit = 0; iommu_is_on() && unit < iommu.dmar.count; unit++) {
        uint64_t start = iommu.dmar.units[unit].registers;

        if (first < start + (uint64_t)vtd_pages(&iommu.units[unit]) * COS_PAGE_SIZE &&
            start <= last)
            return true;
    }
    return false;
}
