/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives and takes memory that a component's devices can access. */
#include "iommu_state.h"
#include "pci.h"

#define WIDTH(levels)  ((levels)-2ull) /* in the second word of a context entry */
#define DOMAIN(number) ((uint64_t)(number) << 8)

uint64_t devices_pages(uint64_t id)
{
    return iommu_is_on() && grants_count(id, EVM_GRANT_PCI) != 0 ? domain_pages(id) : 0;
}

/* ---- Memory ---- */

/* Makes a change of the component's page table visible to the units. remembered: they may have
 * cached the old entries. */
static int64_t tell(uint64_t id, const struct reach *span, bool remembered)
{
    if (!iommu.coherent)
        domain_write_back(id, span);
    return !remembered || iommu_forget(iommu_domain(id)) ? 0 : -COS_EIO;
}

int64_t iommu_let_memory(uint64_t id, uint64_t page, uint64_t pages)
{
    struct reach span = {0};
    int64_t error = domain_let_memory(id, page, pages, &span);

    return error == 0 && domain_exists(id) ? tell(id, &span, iommu.remembers_gaps) : error;
}

int64_t iommu_let_link(uint64_t id, const struct link *link, uint64_t *physical)
{
    struct reach span = {0};
    int64_t error = domain_let_link(id, link, &span);

    *physical = span.first;
    return error == 0 && domain_exists(id) ? tell(id, &span, iommu.remembers_gaps) : error;
}

int64_t iommu_take_link(uint64_t id, const struct link *link)
{
    struct reach span;

    if (!domain_exists(id))
        return 0;
    domain_take_link(id, link, &span);
    return tell(id, &span, true);
}

/* ---- Devices ---- */

static int64_t attach_device(uint64_t id, unsigned index, uint64_t table)
{
    uint32_t place;

    if (!pci_place(id, index, &place))
        return -COS_ENOENT;
    iommu_write(iommu_context(place), WIDTH(iommu.levels) | DOMAIN(iommu_domain(id)),
                table | IOMMU_PRESENT);
    return iommu_let_interrupt(pci_line(id, index), place);
}

int64_t devices_attach(uint64_t id)
{
    uint64_t table;
    int64_t error;

    if (!domain_exists(id))
        return 0;
    error = domain_make(id, &table);
    if (error == 0 && iommu.levels == 4)
        table = iommu_root(iommu_domain(id), table);
    for (unsigned i = 0; i < grants_count(id, EVM_GRANT_PCI) && error == 0; i++)
        error = attach_device(id, i, table);
    if (error == 0 && !(iommu_forget(iommu_domain(id)) && iommu_forget_interrupts()))
        error = -COS_EIO;
    iommu_count_anew(id);
    if (error != 0)
        iommu_detach(id);
    return error;
}

int64_t iommu_detach(uint64_t id)
{
    uint32_t place;

    if (!domain_exists(id))
        return 0;
    for (unsigned i = 0; pci_place(id, i, &place); i++) {
        iommu_write(iommu_context(place), 0, 0);
        iommu_take_interrupt(pci_line(id, i));
    }
    domain_end(id);
    return iommu_forget(iommu_domain(id)) && iommu_forget_interrupts() ? 0 : -COS_EIO;
}
