/* SPDX-License-Identifier: BSD-2-Clause */
/* The extended configuration space of PCI Express: in memory, where the firmware says. */
#include "dmar.h"
#include "pci.h"
#include "window.h"

static const struct express *find(void)
{
    static struct express express;
    static bool known;
    const uint8_t *table;
    int64_t bytes;

    if (!known) {
        bytes = window_acpi("MCFG", &table);
        if (bytes > WORK_TABLE_DAMAGED)
            express_read_table(table, (uint64_t)bytes, &express);
        known = true;
    }
    return &express;
}

static uint64_t first_of(const struct express *e)
{
    return e->base + e->first * EXPRESS_BUS;
}

static uint64_t bytes_of(const struct express *e)
{
    return (e->last + 1ull - e->first) * EXPRESS_BUS;
}

bool pci_has_configuration(uint64_t first, uint64_t last)
{
    const struct express *e = find();

    return e->base != 0 && first < first_of(e) + bytes_of(e) && first_of(e) <= last;
}

static volatile uint32_t *word_at(uint32_t place, unsigned offset)
{
    const struct express *e = find();
    volatile uint32_t *page = NULL;

    if (e->base != 0 && place >> 8 >= e->first && place >> 8 <= e->last && offset < COS_PAGE_SIZE)
        page = window_express(first_of(e), bytes_of(e), place - ((uint32_t)e->first << 8));
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
