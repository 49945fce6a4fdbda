/* SPDX-License-Identifier: BSD-2-Clause */
/* Ethernet addresses that were seen at uplinks. The table has a fixed size; a new address replaces
 * the one that was not seen for longest. */
#ifndef NETSWITCH_ADDRESS_TABLE_H
#define NETSWITCH_ADDRESS_TABLE_H

#include <stdint.h>

#define ADDRESS_TABLE_SETS 64 /* a power of 2 */
#define ADDRESS_TABLE_WAYS 4  /* places for an address, which bounds each search */

struct address_entry {
    uint64_t address, seen;
    uint32_t port;
};

struct address_table {
    uint64_t ticks; /* lifetime of an entry since its address was last seen */
    struct address_entry known[ADDRESS_TABLE_SETS][ADDRESS_TABLE_WAYS];
};

/* Records that the address was seen at the port. address: of one station, not 0. now: ticks of a
 * clock that never goes back. */
void address_table_learn(struct address_table *table, uint64_t address, unsigned port,
                         uint64_t now);

/* Returns the port where the address was seen last, or -1. */
int address_table_find(const struct address_table *table, uint64_t address, uint64_t now);

#endif
