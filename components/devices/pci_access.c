/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration space that every PCI device has, word by word. No other component has its
 * ports. An access uses two ports, so only one thread at a time may make one (lock.h).
 */
#include "pci.h"

#include <cos/syscall.h>

/* Configuration mechanism 1: one port takes an address, the other then is the word there. */
#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc
#define CONFIG_ENABLE  0x80000000u

#define CAPABILITIES_MOST 48

uint32_t config_read(uint32_t place, unsigned offset)
{
    uint64_t value = 0;

    cos_port_out(WORK_SLOT_PORTS, CONFIG_ADDRESS, 4, CONFIG_ENABLE | place << 8 | offset);
    cos_port_in(WORK_SLOT_PORTS, CONFIG_DATA, 4, &value);
    return (uint32_t)value;
}

void config_write(uint32_t place, unsigned offset, uint32_t value)
{
    cos_port_out(WORK_SLOT_PORTS, CONFIG_ADDRESS, 4, CONFIG_ENABLE | place << 8 | offset);
    cos_port_out(WORK_SLOT_PORTS, CONFIG_DATA, 4, value);
}

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
