/* SPDX-License-Identifier: BSD-2-Clause */
/* Accesses that the units have blocked, which raise their line. */
#include "iommu_state.h"
#include "pci.h"

#include <supervisor.h>

#define LINE (COS_IRQ_LINES - 1)
/* reported faults of one component's devices until it starts again; the same for unassigned
 * devices */
#define TOLD_MOST 8

#define OLD_MOST 256 /* faults that a unit may have recorded */

static unsigned told[EVM_COMPONENTS]; /* [EVM_BOOTER]: of unassigned devices */

void iommu_report(void)
{
    struct vtd_fault old;
    uint64_t address;
    uint32_t data;

    if (!iommu_is_on())
        return;
    for (unsigned i = 0; i < iommu.dmar.count * OLD_MOST && !iommu.resumed; i++)
        vtd_fault(&iommu.units[i % iommu.dmar.count], &old);
    for (unsigned i = 0; i < iommu.dmar.count; i++) {
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

static uint64_t describe(const struct vtd_fault *fault)
{
    uint64_t owner = pci_owner(fault->source);
    unsigned count = ++told[owner];

    if (count >= TOLD_MOST)
        hush(fault->source);
    return fault->source | owner << 16 | (uint64_t)fault->reason << 24 |
           (fault->write ? SUPERVISOR_BLOCKED_WRITE : 0) |
           (count >= TOLD_MOST ? SUPERVISOR_BLOCKED_LAST : 0);
}

bool iommu_blocked(uint64_t *what, uint64_t *address)
{
    struct vtd_fault fault;

    for (unsigned i = 0; iommu_is_on() && i < iommu.dmar.count; i++) {
        if (vtd_fault(&iommu.units[i], &fault)) {
            *what = describe(&fault);
            *address = fault.address;
            return true;
        }
    }
    return false;
}
