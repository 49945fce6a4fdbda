/* SPDX-License-Identifier: BSD-2-Clause */
#include "described.h"

#include "common.h"
#include "ranges.h"
#include "work.h"

#include <cos/string.h>
#include <cos/syscall.h>

#define WORDS (sizeof(struct cos_pci) / sizeof(uint64_t))
_Static_assert(sizeof(struct cos_pci) % sizeof(uint64_t) == 0, "it is read in whole words");

static uint64_t base;
static struct cos_pci described[COS_START_PCI];
static unsigned count;

void described_at(uint64_t address)
{
    base = address;
}

uint32_t described_copy(struct cos_pci *devices)
{
    memcpy(devices, described, count * sizeof *devices);
    return count;
}

/* The booter has no page of `devices` mapped: it reads word by word. */
static int64_t read(uint64_t number, struct cos_pci *device)
{
    uint64_t *words = (uint64_t *)device, from = base + number * sizeof *device;

    for (unsigned i = 0; i < WORDS; i++)
        if (cos_peek(SLOT_PT(devices_id()), from + i * sizeof *words, &words[i]) != 0)
            return -COS_EBUSY;
    return 0;
}

/* Whether the device has exactly what it has claimed. Sets the slots. */
static bool check(struct cos_pci *device, unsigned number, uint32_t *ports, uint64_t *memory)
{
    for (unsigned bar = 0; bar < COS_PCI_BARS; bar++) {
        uint64_t bytes = device->bars[bar].bytes;
        unsigned many = device->ports[bar].count;

        if ((bytes != 0 && (*memory == COS_SLOT_CALL ||
                            !range_has_memory(number, bar, device->bars[bar].address, bytes))) ||
            (many != 0 && (*ports == COS_SLOT_MMIO ||
                           !range_has_ports(number, bar, device->ports[bar].first, many))))
            return false;
        device->bars[bar].slot = bytes != 0 ? (*memory)++ : 0;
        device->ports[bar].slot = many != 0 ? (*ports)++ : 0;
    }
    return true;
}

int64_t described_fetch(uint64_t id)
{
    unsigned first = (unsigned)(message_line(id, 0) - COS_IRQ_MSI);
    uint32_t ports = COS_SLOT_PORTS + grants_count(id, EVM_GRANT_PORTS);
    uint64_t memory = COS_SLOT_MMIO + grants_count(id, EVM_GRANT_MMIO);
    int64_t error = 0;

    count = grants_count(id, EVM_GRANT_PCI);
    for (unsigned i = 0; i < count && error == 0; i++) {
        error = alive[devices_id()] ? read(first + i, &described[i]) : -COS_EBUSY;
        if (error == 0 && !check(&described[i], first + i, &ports, &memory))
            error = -COS_EINVAL;
        described[i].irq_slot = COS_SLOT_IRQ + grants_count(id, EVM_GRANT_IRQ) + i;
    }
    return error;
}

static int64_t give_bar(uint64_t id, const struct cos_pci *device, unsigned bar)
{
    int64_t error = 0;

    if (device->bars[bar].bytes != 0) {
        error = table_give_region(id, device->bars[bar].slot,
                                  device->bars[bar].address >> COS_PAGE_SHIFT,
                                  device->bars[bar].bytes >> COS_PAGE_SHIFT);
    }
    if (device->ports[bar].count != 0 && error == 0) {
        error = table_give_ports(id, device->ports[bar].slot, device->ports[bar].first,
                                 device->ports[bar].first + device->ports[bar].count - 1u);
    }
    return error;
}

int64_t described_give(uint64_t id)
{
    int64_t error = 0;

    for (unsigned i = 0; i < count && error == 0; i++) {
        unsigned line = described[i].irq_slot - COS_SLOT_IRQ;

        error = table_give_line(id, line, message_line(id, i), COS_EVENT_IRQ << line);
        for (unsigned bar = 0; bar < COS_PCI_BARS && error == 0; bar++)
            error = give_bar(id, &described[i], bar);
    }
    return error;
}
