/* SPDX-License-Identifier: BSD-2-Clause */
#include "stations.h"

/* Makers number their addresses in the last bytes. */
static unsigned set_of(uint64_t address)
{
    return (address * 0x9e3779b97f4a7c15) >> 32 & (STATIONS_SETS - 1);
}

void stations_learn(struct stations *stations, uint64_t address, unsigned port, uint64_t now)
{
    struct station *set = stations->known[set_of(address)], *oldest = set;

    for (unsigned i = 0; i < STATIONS_WAYS; i++) {
        if (set[i].address == address) {
            oldest = &set[i];
            break;
        }
        if (set[i].seen < oldest->seen)
            oldest = &set[i];
    }
    *oldest = (struct station){address, now, port};
}

int stations_find(const struct stations *stations, uint64_t address, uint64_t now)
{
    const struct station *set = stations->known[set_of(address)];

    for (unsigned i = 0; i < STATIONS_WAYS; i++)
        if (set[i].address == address)
            return now - set[i].seen <= stations->ticks ? (int)set[i].port : -1;
    return -1;
}
