/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

static const struct evm_symbols *table_of(uint64_t id)
{
    const struct evm_component *c = component(id);
    const struct evm_symbols *table =
        (const struct evm_symbols *)(COS_IMAGE + (uint64_t)c->symbols * COS_PAGE_SIZE);
    uint64_t room = (uint64_t)c->symbol_pages * COS_PAGE_SIZE;

    if (room == 0 || table->bytes > room || table->bytes < sizeof *table ||
        table->count > (table->bytes - sizeof *table) / sizeof table->symbol[0])
        return NULL;
    /* then every name in it ends */
    return ((const char *)table)[table->bytes - 1] == 0 ? table : NULL;
}

const char *symbol_at(uint64_t id, uint64_t address, uint64_t *offset)
{
    const struct evm_symbols *table = table_of(id);
    uint64_t low = 0, high;

    if (table == NULL || address < table->base)
        return NULL;
    for (high = table->count; low < high;) { /* finds the first symbol after the address */
        uint64_t middle = low + (high - low) / 2;

        if (table->symbol[middle].address <= address - table->base)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0 || table->symbol[low - 1].name >= table->bytes)
        return NULL;
    *offset = address - table->base - table->symbol[low - 1].address;
    return (const char *)table + table->symbol[low - 1].name;
}
