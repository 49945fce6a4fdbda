/* SPDX-License-Identifier: BSD-2-Clause */
/* Gives and takes memory that a component's devices can access. */
#include "iommu_state.h"
#include "pci.h"

#define WIDTH(levels)  ((levels)-2ull) /* in the second word of a context entry */
#define DOMAIN(number) ((uint64_t)(number) << 8)

/* ---- Memory ---- */

/* Makes a change of the component's page table visible to the units. remembered: they may have
 * cached the old entries. */
static int64_t tell(uint64_t id, bool remembered)
{
    return !remembered || iommu_forget(iommu_domain(id)) ? 0 : -COS_EIO;
}

int64_t iommu_let_memory(uint64_t id, uint64_t page, uint64_t pages)
{
    int64_t error = booter(WORK_MEMORY, id, page, pages).value;

    return error == 0 ? tell(id, iommu.remembers_gaps) : error;
}

int64_t iommu_let_link(uint64_t id, uint64_t index)
{
    int64_t physical = booter(WORK_LINK, id, index, LINK_LET).value, error;

    if (physical < 0)
        return physical;
    error = tell(id, iommu.remembers_gaps);
    return error == 0 ? physical : error;
}

/* The link is lent until no device can access it any more. */
int64_t iommu_take_link(uint64_t id, uint64_t index)
{
    int64_t error = booter(WORK_LINK, id, index, LINK_TAKE).value;

    error = error == 0 ? tell(id, true) : error;
    return error == 0 ? booter(WORK_LINK, id, index, LINK_OVER).value : error;
}

/* ---- Devices ---- */

static int64_t attach_device(uint64_t id, unsigned index, uint64_t table)
{
    uint32_t place;

    if (!pci_place(id, index, &place))
        return -COS_ENOENT;
    iommu_own_context(pci_line(id, index), place); /* it may have been found late */
    iommu_write(iommu_context(place), WIDTH(iommu.levels) | DOMAIN(iommu_domain(id)),
                table | IOMMU_PRESENT);
    iommu_let_interrupt(pci_line(id, index), place);
    return 0;
}

int64_t iommu_attach(uint64_t id, uint64_t node)
{
    int64_t error = 0;

    if (node == 0)
        return 0;
    if (!iommu_is_on())
        return -COS_EIO;
    if (iommu.levels == 4)
        node = iommu_root(iommu_domain(id), node);
    for (unsigned i = 0; i < grants_count(id, EVM_GRANT_PCI) && error == 0; i++)
        error = attach_device(id, i, node);
    if (error == 0 && !(iommu_forget(iommu_domain(id)) && iommu_forget_interrupts()))
        error = -COS_EIO;
    iommu_count_anew(id);
    return error; /* on an error the booter has the devices detached */
}

int64_t iommu_detach(uint64_t id, uint64_t node)
{
    uint32_t place;

    if (node == 0)
        return 0;
    if (!iommu_is_on())
        return -COS_EIO;
    for (unsigned i = 0; pci_place(id, i, &place); i++) {
        iommu_write(iommu_context(place), 0, 0);
        iommu_take_interrupt(pci_line(id, i));
    }
    return iommu_forget(iommu_domain(id)) && iommu_forget_interrupts() ? 0 : -COS_EIO;
}
