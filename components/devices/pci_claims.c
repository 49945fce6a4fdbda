/* SPDX-License-Identifier: BSD-2-Clause */
/* The booter decides which of the memory and ports that devices say they have components get. */
#include "iommu.h"
#include "pci.h"

static uint64_t bar_of(uint64_t id, unsigned index, unsigned bar)
{
    return id | (uint64_t)index << WORK_INDEX | (uint64_t)bar << WORK_BAR;
}

const char *pci_memory_problem(uint64_t id, unsigned index, unsigned bar, uint64_t first,
                               uint64_t bytes)
{
    if (iommu_has_registers(first, first + bytes - 1)) {
        return "its PCI device says that its memory is where this machine's IOMMU has its "
               "registers";
    }
    if (pci_has_configuration(first, first + bytes - 1))
        return "its PCI device says that its memory is where PCI configuration space is";
    switch (booter(WORK_CLAIM, bar_of(id, index, bar), first, bytes).value) {
    case CLASH_NONE:
        return NULL;
    case CLASH_FAR:
        return "its PCI device says that its memory is beyond 1 TiB";
    case CLASH_RAM:
        return "its PCI device says that its memory is where RAM is";
    case CLASH_GRANTED:
        return "its PCI device says that its memory is where `mmio:` of another component is";
    case CLASH_GIVEN:
        return "its PCI device says that its memory is where another device's is";
    default:
        return "its PCI device says that its memory is where interrupt controllers or the firmware "
               "are";
    }
}

const char *pci_ports_problem(uint64_t id, unsigned index, unsigned bar, uint32_t first,
                              uint32_t count)
{
    switch (booter(WORK_CLAIM, bar_of(id, index, bar) | WORK_PORTS, first, count).value) {
    case CLASH_NONE:
        return NULL;
    case CLASH_GRANTED:
        return "its PCI device says that its ports are where `ports:` of another component are";
    case CLASH_GIVEN:
        return "its PCI device says that its ports are where another device's are";
    default:
        return "its PCI device says that its ports are where the system's own are";
    }
}
