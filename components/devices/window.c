/* SPDX-License-Identifier: BSD-2-Clause */
#include "window.h"

#include "granted.h"

#define RW         (COS_RIGHT_READ | COS_RIGHT_WRITE)
#define FIRST      256 /* page of the leaf: the tables are before it */
#define ACPI_BYTES 16384

_Static_assert(TABLE_CONTEXTS + COS_IRQ_LINES - COS_IRQ_MSI + EVM_COMPONENTS <= FIRST,
               "the largest system's tables fit");

static uint64_t tables;           /* physical address */
static uint64_t used = FIRST + 1; /* the first page is for configuration space */

static uint64_t address_of(uint64_t page)
{
    return WORK_TABLES + page * COS_PAGE_SIZE;
}

void window_begin(const struct cos_pci *descriptions)
{
    int64_t physical = booter(WORK_BEGIN, (uint64_t)descriptions, 0, 0).value;

    tables = physical > 0 ? (uint64_t)physical : 0;
}

uint64_t window_physical(unsigned page)
{
    return tables + (uint64_t)page * COS_PAGE_SIZE;
}

volatile void *window_keep(uint64_t physical, uint64_t pages)
{
    uint64_t at = address_of(used);

    if (pages > WORK_LEAF_PAGES - used ||
        booter(WORK_REGION, physical >> COS_PAGE_SHIFT, pages, WORK_SLOT_REGISTERS).value != 0 ||
        cos_map(COS_SLOT_PT, at, WORK_SLOT_REGISTERS, 0, RW, pages) != (int64_t)pages)
        return NULL;
    used += pages;
    return (volatile void *)at;
}

volatile uint32_t *window_express(uint64_t base, uint64_t bytes, uint64_t page)
{
    static bool known;

    known = known ||
            booter(WORK_REGION, base >> COS_PAGE_SHIFT, bytes >> COS_PAGE_SHIFT, WORK_SLOT_EXPRESS)
                    .value == 0;
    return known && cos_map(COS_SLOT_PT, address_of(FIRST), WORK_SLOT_EXPRESS, page, RW, 1) == 1
               ? (volatile uint32_t *)address_of(FIRST)
               : NULL;
}

int64_t window_acpi(const char *name, const uint8_t **table)
{
    static uint64_t words[ACPI_BYTES / sizeof(uint64_t)];
    uint64_t letters = 0;
    int64_t bytes;

    for (unsigned i = 0; i < 4; i++)
        letters |= (uint64_t)(uint8_t)name[i] << 8 * i;
    for (uint64_t i = 0;; i++) {
        struct cos_result word = booter(WORK_TABLE, letters, i * sizeof *words, 0);

        bytes = word.value;
        if (bytes <= WORK_TABLE_DAMAGED || bytes > ACPI_BYTES)
            return bytes > ACPI_BYTES ? WORK_TABLE_DAMAGED : bytes;
        words[i] = word.extra;
        if ((i + 1) * sizeof *words >= (uint64_t)bytes)
            break;
    }
    *table = (const uint8_t *)words;
    return bytes;
}
