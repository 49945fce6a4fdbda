/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration space that every PCI device has, word by word. No other component has its
 * ports. An access uses two ports, so only one thread at a time may make one (lock.h).
 */
#include "../pci.h"

#include <cos/syscall.h>
#include <evm/machine.h>

/* Configuration mechanism 1: one port takes an address, the other then is the word there. */
#define CONFIG_ADDRESS EVM_PCI_FIRST
#define CONFIG_DATA    (EVM_PCI_FIRST + 4)
#define CONFIG_ENABLE  0x80000000u

/* A device says where its capabilities are, and may lie. Bits of an offset beyond the end would
 * name another device. */
static bool select_word(uint32_t place, unsigned offset)
{
    if (offset >= COS_PCI_CONFIG)
        return false;
    cos_port_out(WORK_SLOT_PORTS, CONFIG_ADDRESS, 4, CONFIG_ENABLE | place << 8 | offset);
    return true;
}

uint32_t config_read(uint32_t place, unsigned offset)
{
    uint64_t value = UINT32_MAX;

    if (select_word(place, offset))
        cos_port_in(WORK_SLOT_PORTS, CONFIG_DATA, 4, &value);
    return (uint32_t)value;
}

void config_write(uint32_t place, unsigned offset, uint32_t value)
{
    config_write_low(place, offset, value, 4);
}

void config_write_low(uint32_t place, unsigned offset, uint32_t value, unsigned bytes)
{
    if (select_word(place, offset))
        cos_port_out(WORK_SLOT_PORTS, CONFIG_DATA, bytes, value);
}
