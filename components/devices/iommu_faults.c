/* SPDX-License-Identifier: BSD-2-Clause */
/* Accesses that the units have blocked. The supervisor fetches them when the units raise their
 * line. */
#include "iommu_state.h"
#include "pci.h"

#include <booter.h>
#include <cos/syscall.h>

#define LINE (COS_IRQ_LINES - 1)
/* reported faults of one component's devices until it starts again; the same for unassigned
 * devices */
#define TOLD_MOST 8

#define OLD_MOST 256 /* faults that a unit may have recorded */

static bool reports;
static unsigned told[EVM_COMPONENTS]; /* [EVM_BOOTER]: of unassigned devices */

bool devices_line(uint64_t *line)
{
    *line = LINE;
    return iommu.missing == NULL && iommu.dmar.count != 0;
}

/* Discards faults from before there were drivers, which the firmware may have caused. */
void devices_report(void)
{
    struct vtd_fault old;
    uint64_t address;
    uint32_t data;

    for (unsigned i = 0; i < iommu.dmar.count * OLD_MOST && iommu.missing == NULL; i++)
        vtd_fault(&iommu.units[i % iommu.dmar.count], &old);
    reports = true;
    for (unsigned i = 0; i < iommu.dmar.count && iommu.missing == NULL; i++) {
        iommu_plain_message(LINE, &address, &data);
        vtd_fault_event(&iommu.units[i], address, data);
    }
}

void iommu_count_anew(uint64_t id)
{
    told[id] = 0;
}

/* Makes the units block the device's accesses without recording them, so that they cost nothing,
 * however many there are. */
static void hush(uint32_t place)
{
    volatile uint64_t *entry = iommu_context(place);

    iommu_write(entry, entry[1], entry[0] | IOMMU_SILENT);
    iommu_forget(0);
}

static int64_t describe(const struct vtd_fault *fault, uint64_t *address)
{
    uint64_t owner = pci_owner(fault->source);
    unsigned count = ++told[owner];

    if (count >= TOLD_MOST)
        hush(fault->source);
    *address = fault->address;
    return (int64_t)(fault->source | owner << 16 | (uint64_t)fault->reason << 24 |
                     (fault->write ? BOOTER_FAULT_WRITE : 0) |
                     (count >= TOLD_MOST ? BOOTER_FAULT_LAST : 0));
}

int64_t devices_fault(uint64_t *address)
{
    struct vtd_fault fault;

    for (unsigned i = 0; i < iommu.dmar.count && iommu.missing == NULL; i++)
        if (vtd_fault(&iommu.units[i], &fault))
            return describe(&fault, address);
    return -COS_ENOENT;
}

bool iommu_has_faults(void)
{
    for (unsigned i = 0; i < iommu.dmar.count && iommu.missing == NULL && reports; i++)
        if (vtd_has_fault(&iommu.units[i]))
            return true;
    return false;
}
