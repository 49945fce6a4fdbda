/* SPDX-License-Identifier: BSD-2-Clause */
/* The capabilities that a device's configuration space lists. */
#include "pci.h"

#define CAPABILITIES_MOST 48

unsigned capability(uint32_t place, uint32_t mask, uint32_t wanted)
{
    unsigned offset = config_read(place, CAPABILITIES) & 0xfc;

    for (unsigned i = 0; i < CAPABILITIES_MOST && offset != 0; i++) {
        uint32_t word = config_read(place, offset);

        if ((word & mask) == wanted)
            return offset;
        offset = word >> 8 & 0xfc;
    }
    return 0;
}
