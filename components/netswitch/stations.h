/* SPDX-License-Identifier: BSD-2-Clause */
/* Which uplink leads to whom: Ethernet addresses that were seen there. A table of fixed size; who
 * was not seen for longest makes room. */
#ifndef NETSWITCH_STATIONS_H
#define NETSWITCH_STATIONS_H

#include <stdint.h>

#define STATIONS_SETS 64 /* a power of 2 */
#define STATIONS_WAYS 4  /* an address can be in these places only, which bounds each look */

struct station {
    uint64_t address, seen;
    uint32_t port;
};

struct stations {
    uint64_t ticks; /* for which an address is known since it was last seen */
    struct station known[STATIONS_SETS][STATIONS_WAYS];
};

/* address: of one, not a group's, nor 0. now: ticks of a clock that never goes back. */
void stations_learn(struct stations *stations, uint64_t address, unsigned port, uint64_t now);

/* The port where the address was seen last, or -1. */
int stations_find(const struct stations *stations, uint64_t address, uint64_t now);

#endif
