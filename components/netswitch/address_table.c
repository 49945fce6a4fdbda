/* SPDX-License-Identifier: BSD-2-Clause */
#include "address_table.h"

/* Multiplies, since addresses of one maker differ in their last bytes only. */
static unsigned set_of(uint64_t address)
{
    return (address * 0x9e3779b97f4a7c15) >> 32 & (ADDRESS_TABLE_SETS - 1);
}

void address_table_learn(struct address_table *table, uint64_t address, unsigned port, uint64_t now)
{
    struct address_entry *set = table->known[set_of(address)], *oldest = set;

    for (unsigned i = 0; i < ADDRESS_TABLE_WAYS; i++) {
        if (set[i].address == address) {
            oldest = &set[i];
            break;
        }
        if (set[i].seen < oldest->seen)
            oldest = &set[i];
    }
    *oldest = (struct address_entry){address, now, port};
}

int address_table_find(const struct address_table *table, uint64_t address, uint64_t now)
{
    const struct address_entry *set = table->known[set_of(address)];

    for (unsigned i = 0; i < ADDRESS_TABLE_WAYS; i++)
        if (set[i].address == address)
            return now - set[i].seen <= table->ticks ? (int)set[i].port : -1;
    return -1;
}
