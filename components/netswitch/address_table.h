/* SPDX-License-Identifier: BSD-2-Clause */
/* Which uplink leads to whom: Ethernet addresses that were seen there. A table of fixed size; who
 * was not seen for longest makes room. */
#ifndef NETSWITCH_ADDRESS_TABLE_H
#define NETSWITCH_ADDRESS_TABLE_H

#include <stdint.h>

#define ADDRESS_TABLE_SETS 64 /* a power of 2 */
#define ADDRESS_TABLE_WAYS 4  /* an address can be in these places only, which bounds each look */

struct address_entry {
    uint64_t address, seen;
    uint32_t port;
};

struct address_table {
    uint64_t ticks; /* for which an address is known since it was last seen */
    struct address_entry known[ADDRESS_TABLE_SETS][ADDRESS_TABLE_WAYS];
};

/* address: of one, not a group's, nor 0. now: ticks of a clock that never goes back. */
void address_table_learn(struct address_table *table, uint64_t address, unsigned port,
                         uint64_t now);

/* The port where the address was seen last, or -1. */
int address_table_find(const struct address_table *table, uint64_t address, uint64_t now);

#endif
