/* SPDX-License-Identifier: BSD-2-Clause */
#include "records.h"

#include "window.h"

_Static_assert((COS_IRQ_LINES - COS_IRQ_MSI) * sizeof(struct record) <= COS_PAGE_SIZE,
               "a page holds them all");

bool attached[EVM_COMPONENTS];

struct record *record_of(uint64_t id, uint64_t index)
{
    return (struct record *)window_table(TABLE_RECORDS) + (pci_line(id, index) - COS_IRQ_MSI);
}
