/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds the memory and ports of PCI devices, and describes them to the booter. */
#include "iommu.h"
#include "pci.h"
#include "records.h"

#include <cos/runtime.h>
#include <cos/string.h>

#define BAR_IO       1
#define BAR_TYPE     6
#define BAR_64       4
#define BAR_FLAGS    15ull
#define BAR_IO_FLAGS 3u
#define PORTS        0x10000u

static const char *problem; /* why the component cannot have its devices */

/* The tool gives the component memory for all of them. */
struct cos_pci *pci_descriptions(void)
{
    return (struct cos_pci *)cos_self()->ram_start;
}

/* Returns the bytes that a memory BAR decodes, by the address bits that cannot be set. The device
 * must not decode meanwhile. */
static uint64_t bar_bytes(uint32_t place, unsigned bar, bool wide)
{
    unsigned low = BARS + 4 * bar, high = low + 4;
    uint32_t old_low = config_read(place, low), old_high = wide ? config_read(place, high) : 0;
    uint64_t bits;

    config_write(place, low, UINT32_MAX);
    bits = config_read(place, low) | ~(uint64_t)UINT32_MAX;
    config_write(place, low, old_low);
    if (wide) {
        config_write(place, high, UINT32_MAX);
        bits = (uint32_t)bits | (uint64_t)config_read(place, high) << 32;
        config_write(place, high, old_high);
    }
    bits &= ~BAR_FLAGS;
    return (uint32_t)bits == 0 && !wide ? 0 : -bits;
}

/* Records the first of several problems. */
static bool is_fine(const char *what)
{
    problem = problem != NULL ? problem : what;
    return what == NULL;
}

/* Describes the ports that a BAR decodes. Address 0 means that the firmware has assigned none. */
static void describe_ports(uint64_t id, unsigned index, struct cos_pci *device, unsigned bar,
                           uint32_t *slot)
{
    unsigned offset = BARS + 4 * bar;
    uint32_t old = config_read(device->place, offset), first = old & ~BAR_IO_FLAGS, bits;

    config_write(device->place, offset, UINT32_MAX);
    bits = config_read(device->place, offset) & UINT16_MAX & ~BAR_IO_FLAGS;
    config_write(device->place, offset, old);
    if (bits == 0 || first == 0 || first + (PORTS - bits) > PORTS || *slot == COS_SLOT_MMIO ||
        !is_fine(pci_ports_problem(id, index, bar, first, PORTS - bits)))
        return;
    device->ports[bar].first = (uint16_t)first;
    device->ports[bar].count = (uint16_t)(PORTS - bits);
    device->ports[bar].slot = (*slot)++;
}

/* Gives whole pages. A page that the device does not fill may contain another's memory: then it is
 * not given. Returns the number of registers that the BAR takes. */
static unsigned describe_memory(uint64_t id, unsigned index, struct cos_pci *device, unsigned bar,
                                uint64_t *slot)
{
    uint32_t low = config_read(device->place, BARS + 4 * bar);
    bool wide = (low & BAR_TYPE) == BAR_64 && bar + 1 < COS_PCI_BARS;
    uint64_t high = wide ? config_read(device->place, BARS + 4 * (bar + 1)) : 0;
    uint64_t address = high << 32 | (low & ~BAR_FLAGS), bytes = bar_bytes(device->place, bar, wide);

    if (bytes != 0 && bytes < COS_PAGE_SIZE && address != 0 && address % bytes == 0 &&
        pci_has_page(device->place, bar, address / COS_PAGE_SIZE)) {
        address -= address % COS_PAGE_SIZE;
        bytes = COS_PAGE_SIZE;
    }
    if (bytes >= COS_PAGE_SIZE && address != 0 && address % bytes == 0 && *slot < COS_SLOT_CALL &&
        is_fine(pci_memory_problem(id, index, bar, address, bytes))) {
        device->bars[bar].address = address;
        device->bars[bar].bytes = bytes;
        device->bars[bar].slot = (*slot)++;
    }
    return wide ? 2 : 1;
}

/* The next free slots of a component for what its devices have. */
struct slots {
    uint64_t memory;
    uint32_t ports;
};

/* Returns the command bits for what the device must decode. */
static uint32_t describe_bars(uint64_t id, unsigned index, struct cos_pci *device,
                              struct slots *slots)
{
    uint32_t before = slots->ports;
    unsigned step;

    for (unsigned bar = 0; bar < COS_PCI_BARS; bar += step) {
        step = 1;
        if (config_read(device->place, BARS + 4 * bar) & BAR_IO)
            describe_ports(id, index, device, bar, &slots->ports);
        else
            step = describe_memory(id, index, device, bar, &slots->memory);
    }
    return COMMAND_MEMORY | (slots->ports != before ? COMMAND_IO : 0);
}

/* The addresses in BARs are nowhere else while the BARs are sized: a next life would not find
 * them. */
static void keep_bars(struct pci_end *end, uint32_t place)
{
    for (unsigned i = 0; i < PCI_BARS; i++)
        end->bars[i] = config_read(place, BARS + 4 * i);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    end->sizes = true;
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
}

static void restore_bars(struct pci_end *end, uint32_t place)
{
    for (unsigned i = 0; i < PCI_BARS; i++)
        config_write(place, BARS + 4 * i, end->bars[i]);
    __atomic_signal_fence(__ATOMIC_SEQ_CST);
    end->sizes = false;
}

void pci_restore_bars(void)
{
    uint32_t place;

    for (uint64_t id = 0; id < image()->component_count; id++)
        for (unsigned i = 0; pci_place(id, i, &place); i++)
            if (record_of(id, i)->end.sizes)
                restore_bars(&record_of(id, i)->end, place);
}

/* Describes the device. From now on it responds to accesses, but makes none itself. */
static void describe(struct cos_pci *device, uint64_t id, unsigned index, struct slots *slots)
{
    struct pci_end *end = &record_of(id, index)->end;
    uint32_t place = device->place, command;

    pci_quiet(id, index);
    command = config_read(place, COMMAND) & COMMAND_BITS & ~(COMMAND_IO | COMMAND_MEMORY);
    config_write(place, COMMAND, command);
    is_fine(CLASS_BRIDGE(config_read(place, CLASS))
                ? "its PCI device is a bridge, which others share"
                : NULL);
    keep_bars(end, place);
    command |= describe_bars(id, index, device, slots);
    restore_bars(end, place);
    config_write(place, COMMAND,
                 problem == NULL ? command : command & ~(COMMAND_IO | COMMAND_MEMORY));
    for (unsigned offset = 0; offset < COS_PCI_CONFIG; offset += 4) {
        uint32_t word = config_read(place, offset);

        memcpy(device->config + offset, &word, sizeof word);
    }
}

const char *pci_describe(uint64_t id)
{
    struct slots slots = {COS_SLOT_MMIO + grants_count(id, EVM_GRANT_MMIO),
                          COS_SLOT_PORTS + grants_count(id, EVM_GRANT_PORTS)};
    uint32_t place;

    problem = NULL;
    pci_begin(id);
    for (unsigned i = 0; pci_place(id, i, &place); i++) {
        struct cos_pci *device = pci_descriptions() + (pci_line(id, i) - COS_IRQ_MSI);

        *device = (struct cos_pci){.place = place};
        describe(device, id, i, &slots);
        iommu_message(pci_line(id, i), &device->message_address, &device->message_data);
    }
    return problem;
}
