/* SPDX-License-Identifier: BSD-2-Clause */
/* The extended configuration space of PCI Express: in memory, where the firmware says. */
#include "iommu.h"
#include "pci.h"

static volatile uint32_t *word_at(uint32_t place, unsigned offset)
{
    const struct express *e = iommu_express();
    volatile uint32_t *page = NULL;

    if (e->base != 0 && place >> 8 >= e->first && place >> 8 <= e->last && offset < COS_PAGE_SIZE)
        page = iommu_look_device(e->base + (uint64_t)place * COS_PAGE_SIZE);
    return page != NULL ? page + offset / sizeof *page : NULL;
}

uint32_t express_read(uint32_t place, unsigned offset)
{
    volatile uint32_t *word = word_at(place, offset);

    return word != NULL ? *word : UINT32_MAX;
}

void express_write(uint32_t place, unsigned offset, uint32_t value)
{
    volatile uint32_t *word = word_at(place, offset);

    if (word != NULL)
        *word = value;
}
