/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A device itself reports the place and size of its memory, and may lie. No component gets memory
 * that overlaps something else: RAM, interrupt controllers, the IOMMU, configuration space, or what
 * the system or another component has.
 */
#include "iommu.h"
#include "pci.h"

#include <evm/reserved.h>

#define LINES    (COS_IRQ_LINES - COS_IRQ_MSI) /* most devices that can be granted */
#define LOW_RAM  0x100000ull
#define FOUR_GIB 0x100000000ull

/* What components have got of each device, by its line and BAR. */
static struct {
    uint32_t page, pages;
} memory_given[LINES * COS_PCI_BARS];
static struct {
    uint16_t first, count;
} ports_given[LINES * COS_PCI_BARS];

static bool overlap(uint64_t first, uint64_t last, uint64_t other_first, uint64_t other_last)
{
    return first <= other_last && other_first <= last;
}

/* Free RAM is listed; kernel and image lie between its parts. */
static bool is_ram(uint64_t first, uint64_t last)
{
    uint64_t low_end = 0;

    for (uint64_t i = 0; i < boot_info()->ram_count; i++) {
        uint64_t base = boot_info()->ram[i].base,
                 end = base + boot_info()->ram[i].pages * COS_PAGE_SIZE;

        low_end = end <= FOUR_GIB && end > low_end ? end : low_end;
        if (overlap(first, last, base, end - 1))
            return true;
    }
    return low_end > LOW_RAM && overlap(first, last, LOW_RAM, low_end - 1);
}

bool pci_has_configuration(uint64_t first, uint64_t last)
{
    const struct express *e = iommu_express();

    return e->base != 0 && overlap(first, last, e->base + e->first * EXPRESS_BUS,
                                   e->base + (e->last + 1) * EXPRESS_BUS - 1);
}

/* Whether the manifest gives some of it to another component. */
static bool is_granted(uint64_t id, const struct evm_grant *wanted)
{
    for (uint64_t other = 0; other < image()->component_count; other++) {
        const struct evm_component *c = component(other);

        for (uint32_t i = 0; other != id && i < c->grant_count; i++)
            if (evm_grants_clash(grants_of(c) + i, wanted))
                return true;
    }
    return false;
}

static bool is_given_memory(unsigned number, uint64_t first, uint64_t last)
{
    for (unsigned i = 0; i < LINES * COS_PCI_BARS; i++) {
        uint64_t page = memory_given[i].page, pages = memory_given[i].pages;

        if (i != number && pages != 0 &&
            overlap(first, last, page * COS_PAGE_SIZE, (page + pages) * COS_PAGE_SIZE - 1))
            return true;
    }
    return false;
}

const char *pci_memory_problem(uint64_t id, uint64_t line, unsigned bar, uint64_t first,
                               uint64_t bytes)
{
    struct evm_grant wanted = {EVM_GRANT_MMIO, 0, first, bytes / COS_PAGE_SIZE};
    unsigned number = (unsigned)(line - COS_IRQ_MSI) * COS_PCI_BARS + bar;
    uint64_t last = first + bytes - 1;

    if (first >= EVM_MMIO_END || bytes > EVM_MMIO_END - first)
        return "its PCI device says that its memory is beyond 1 TiB";
    if (is_ram(first, last))
        return "its PCI device says that its memory is where RAM is";
    if (evm_reserved_by(&wanted) != NULL) {
        return "its PCI device says that its memory is where interrupt controllers or the firmware "
               "are";
    }
    if (iommu_has_registers(first, last)) {
        return "its PCI device says that its memory is where this machine's IOMMU has its "
               "registers";
    }
    if (pci_has_configuration(first, last))
        return "its PCI device says that its memory is where PCI configuration space is";
    if (is_granted(id, &wanted))
        return "its PCI device says that its memory is where `mmio:` of another component is";
    if (is_given_memory(number, first, last))
        return "its PCI device says that its memory is where another device's is";
    memory_given[number].page = (uint32_t)(first / COS_PAGE_SIZE);
    memory_given[number].pages = (uint32_t)(bytes / COS_PAGE_SIZE);
    return NULL;
}

const char *pci_ports_problem(uint64_t id, uint64_t line, unsigned bar, uint32_t first,
                              uint32_t count)
{
    struct evm_grant wanted = {EVM_GRANT_PORTS, 0, first, first + count - 1};
    unsigned number = (unsigned)(line - COS_IRQ_MSI) * COS_PCI_BARS + bar;

    if (evm_reserved_by(&wanted) != NULL)
        return "its PCI device says that its ports are where the system's own are";
    if (is_granted(id, &wanted))
        return "its PCI device says that its ports are where `ports:` of another component are";
    for (unsigned i = 0; i < LINES * COS_PCI_BARS; i++) {
        uint32_t other = ports_given[i].first, ports = ports_given[i].count;

        if (i != number && ports != 0 &&
            overlap(first, first + count - 1, other, other + ports - 1))
            return "its PCI device says that its ports are where another device's are";
    }
    ports_given[number].first = (uint16_t)first;
    ports_given[number].count = (uint16_t)count;
    return NULL;
}
