/* SPDX-License-Identifier: BSD-2-Clause */
#include "records.h"

#include "window.h"

_Static_assert((COS_IRQ_LINES - COS_IRQ_MSI) * sizeof(struct record) <= COS_PAGE_SIZE,
               "a page holds them all");

bool attached[EVM_COMPONENTS];

uint64_t pci_line(uint64_t id, uint64_t index)
{
    uint64_t line = COS_IRQ_MSI + index;

    for (uint64_t other = 0; other < id; other++)
        line += grants_count(other, EVM_GRANT_PCI);
    return line;
}

struct record *record_of(uint64_t id, uint64_t index)
{
    return (struct record *)window_table(TABLE_RECORDS) + (pci_line(id, index) - COS_IRQ_MSI);
}
