/* SPDX-License-Identifier: BSD-2-Clause */
/* Configuration space: asks for each word (devices.h), but emulates the base address registers. */
#include <carrier.h>
#include <cos/abi.h>
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <cos/wait.h>
#include <devices.h>
#include <errno.h>
#include <rump_pci.h>

#include "pci.h"

enum { COMMAND = 0x04, HEADER = 0x0c, BARS = 0x10, ROM = 0x30 };

#define COMMAND_MASTER 0x0004
#define MULTI_FUNCTION (1u << 23)
#define BAR_IO         1u
#define BAR_IO_FLAGS   3u
#define BAR_FLAGS      15u
#define BAR_TYPE       6u
#define BAR_64         4u

static uint32_t asked[COS_START_PCI]; /* bit n: BAR n was asked for its size */

const struct cos_pci *pci_device(unsigned bus, unsigned device, unsigned function)
{
    const struct cos_start *self = cos_self();

    return bus == 0 && function == 0 && device < self->pci_count ? &self->pci[device] : NULL;
}

int64_t pci_ask(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t *value)
{
    uint64_t start = cos_tsc(), pause = 0;
    struct cos_result out;

    for (;;) {
        out = cos_call(COS_SLOT_DEVICES, method, a1, a2, a3);
        *value = out.extra;
        if (!devices_away(out.value) || cos_tsc() - start > cos_ticks(DEVICES_AWAY_US))
            return out.value;
        carrier_rest(cos_tsc() + cos_ticks(cos_next_pause(&pause)));
    }
}

int64_t pci_call(uint64_t method, const struct cos_pci *device, uint64_t a2, uint64_t a3,
                 uint64_t *value)
{
    return pci_ask(method, (uint64_t)(device - cos_self()->pci), a2, a3, value);
}

/* ---- Base address registers ---- */

static uint32_t config_word(const struct cos_pci *device, unsigned offset)
{
    const uint8_t *bytes = device->config + offset;

    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static bool is_upper_half(const struct cos_pci *device, unsigned bar)
{
    uint32_t below = bar > 0 ? config_word(device, BARS + 4 * (bar - 1)) : 0;

    return !(below & BAR_IO) && (below & BAR_TYPE) == BAR_64 && device->bars[bar - 1].bytes != 0;
}

/* A device's answer after a write of all ones. A register that was not granted to the VM reads as
 * absent. */
static uint32_t size_answer(const struct cos_pci *device, unsigned bar)
{
    uint32_t word = config_word(device, BARS + 4 * bar);

    if (is_upper_half(device, bar))
        return (uint32_t)(-device->bars[bar - 1].bytes >> 32);
    if (device->ports[bar].count != 0)
        return -(uint32_t)device->ports[bar].count | (word & BAR_IO_FLAGS);
    return device->bars[bar].bytes != 0 ? (uint32_t)-device->bars[bar].bytes | (word & BAR_FLAGS)
                                        : 0;
}

static uint32_t bar_read(const struct cos_pci *device, unsigned bar)
{
    bool given = device->bars[bar].bytes != 0 || device->ports[bar].count != 0 ||
                 is_upper_half(device, bar);

    if (asked[device - cos_self()->pci] & 1u << bar)
        return size_answer(device, bar);
    return given ? config_word(device, BARS + 4 * bar) : 0;
}

/* 0 to COS_PCI_BARS - 1; COS_PCI_BARS: not a base address register. */
static unsigned bar_at(int offset)
{
    return offset >= BARS && offset < BARS + 4 * COS_PCI_BARS ? (unsigned)(offset - BARS) / 4
                                                              : COS_PCI_BARS;
}

/* ---- All words ---- */

static bool exists(const struct cos_pci *device, int offset)
{
    return device != NULL && offset >= 0 && offset < COS_PCI_CONFIG && offset % 4 == 0;
}

int rumpcomp_pci_confread(unsigned bus, unsigned number, unsigned function, int offset,
                          unsigned *value)
{
    const struct cos_pci *device = pci_device(bus, number, function);
    uint64_t word;

    *value = UINT32_MAX;
    if (!exists(device, offset))
        return ENXIO;
    if (bar_at(offset) < COS_PCI_BARS)
        *value = bar_read(device, bar_at(offset));
    else if (offset == ROM)
        *value = 0; /* no device has a ROM */
    else if (pci_call(DEVICES_READ, device, (uint64_t)offset, 0, &word) == 0)
        *value = (uint32_t)word & ~(offset == HEADER ? MULTI_FUNCTION : 0);
    else
        return ENXIO;
    return 0;
}

int rumpcomp_pci_confwrite(unsigned bus, unsigned number, unsigned function, int offset,
                           unsigned value)
{
    const struct cos_pci *device = pci_device(bus, number, function);
    unsigned bar = bar_at(offset);
    uint64_t unused;

    if (!exists(device, offset))
        return ENXIO;
    if (bar < COS_PCI_BARS) {
        uint32_t *bits = &asked[device - cos_self()->pci];

        *bits = value == UINT32_MAX ? *bits | 1u << bar : *bits & ~(1u << bar);
        return 0;
    }
    /* a denied write has no effect */
    pci_call(DEVICES_WRITE, device, (uint64_t)offset, value, &unused);
    if (offset == COMMAND && value & COMMAND_MASTER)
        pci_start(device);
    return 0;
}
