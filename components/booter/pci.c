/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCI devices: where they are, what they have, and what they may do. Configuration space is the
 * booter's alone; nobody else has the ports to it.
 */
#include "iommu.h"
#include "pci.h"

#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

/* Configuration mechanism 1: an address goes to one port, the other is then the word there. */
#define CONFIG_ADDRESS 0xcf8
#define CONFIG_DATA    0xcfc
#define CONFIG_ENABLE  0x80000000u

#define HEADER_MULTI(word) ((word)&1u << 23)
#define HEADER_DEVICE      0
#define BAR_IO             1
#define BAR_TYPE           6
#define BAR_64             4
#define BAR_FLAGS          15ull
#define BAR_IO_FLAGS       3u
#define PORTS              0x10000u
#define CAPABILITIES_MOST  48
#define NO_PLACE           UINT16_MAX /* bus 255, device 31, function 7 */

struct cos_pci pci_devices[COS_START_PCI];
unsigned pci_device_count;
static const char *problem; /* of the component being made: why it cannot have its devices */

/* Of components that exist. */
static uint16_t places[EVM_COMPONENTS][COS_START_PCI];
static uint8_t silent[EVM_COMPONENTS]; /* bits of devices that have ended, in this
                                          end of the component's */

uint32_t config_read(uint32_t place, unsigned offset)
{
    uint64_t value = 0;

    cos_port_out(COS_BOOT_SLOT_PORTS, CONFIG_ADDRESS, 4, CONFIG_ENABLE | place << 8 | offset);
    cos_port_in(COS_BOOT_SLOT_PORTS, CONFIG_DATA, 4, &value);
    return (uint32_t)value;
}

void config_write(uint32_t place, unsigned offset, uint32_t value)
{
    cos_port_out(COS_BOOT_SLOT_PORTS, CONFIG_ADDRESS, 4, CONFIG_ENABLE | place << 8 | offset);
    cos_port_out(COS_BOOT_SLOT_PORTS, CONFIG_DATA, 4, value);
}

/* ---- Which devices ---- */

/* The component's index-th grant of a device, or NULL. */
static const struct evm_grant *grant_at(uint64_t id, uint64_t index)
{
    const struct evm_component *c = component(id);

    for (uint32_t i = 0; i < c->grant_count; i++) {
        const struct evm_grant *g = grants_of(c) + i;

        if (g->type == EVM_GRANT_PCI && index-- == 0)
            return g;
    }
    return NULL;
}

/* Bus by bus, as far as bridges say that there are any. */
static uint16_t find(const struct evm_grant *g)
{
    uint32_t wanted = (uint32_t)(g->a << 16 | g->a >> 16);
    uint64_t before = g->b;

    for (uint32_t place = 0, last = 0, step; place >> 8 <= last; place += step) {
        uint32_t id = config_read(place, ID), header = config_read(place, HEADER);
        bool exists = (uint16_t)id != UINT16_MAX;

        step = place % 8 != 0 || (exists && HEADER_MULTI(header)) ? 1 : 8;
        if (exists && HEADER_TYPE(header) == HEADER_BRIDGE &&
            BUSES_LAST(config_read(place, BUSES)) > last)
            last = BUSES_LAST(config_read(place, BUSES));
        if (id == wanted && HEADER_TYPE(header) == HEADER_DEVICE && before-- == 0)
            return (uint16_t)place;
    }
    return NO_PLACE;
}

const struct evm_grant *pci_missing(uint64_t id)
{
    const struct evm_grant *g;

    for (unsigned i = 0; (g = grant_at(id, i)) != NULL; i++) {
        places[id][i] = find(g);
        if (places[id][i] == NO_PLACE)
            return g;
    }
    return NULL;
}

bool pci_place(uint64_t id, uint64_t index, uint32_t *place)
{
    if (grant_at(id, index) == NULL || places[id][index] == NO_PLACE)
        return false;
    *place = places[id][index];
    return true;
}

uint64_t pci_line(uint64_t id, uint64_t index)
{
    uint64_t line = COS_IRQ_MSI + index;

    for (uint64_t other = 0; other < id; other++)
        line += grants_count(other, EVM_GRANT_PCI);
    return line;
}

/* ---- What they may do ---- */

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

static void stop(uint64_t id, uint64_t index)
{
    bool is_virtio;

    pci_stop(places[id][index], &is_virtio);
    pci_irq(id, index, 0);
}

int64_t pci_master(uint64_t id, uint64_t index, unsigned how)
{
    uint32_t place, command;
    int64_t error;

    if (!pci_place(id, index, &place))
        return -COS_ENOENT;
    if (how > BOOTER_PCI_PLAIN)
        return -COS_EINVAL;
    error = pci_irq(id, index, how);
    command = config_read(place, COMMAND) & COMMAND_BITS & ~COMMAND_MASTER;
    config_write(place, COMMAND, command | (how != 0 && error == 0 ? COMMAND_MASTER : 0));
    return error;
}

static uint64_t microseconds(void)
{
    return cos_tsc() / (boot_info()->tsc_hz / 1000000 + 1);
}

/* All of them are stopped at once; what then takes time is waited for one by one. */
int64_t pci_silence(uint64_t id)
{
    static struct pci_end end;
    static uint64_t whose; /* component << 8 | device; 0: nobody's */
    int64_t error = 0;

    for (unsigned i = 0; grant_at(id, i) != NULL; i++) {
        uint64_t device = id << 8 | i;

        if (silent[id] & 1u << i)
            continue;
        if (whose != device) {
            stop(id, i);
            if (whose != 0) {
                error = -COS_EBUSY;
                continue;
            }
            whose = device;
            end = (struct pci_end){0};
        }
        error = pci_end(&end, places[id][i], microseconds());
        whose = error == -COS_EBUSY ? whose : 0;
        silent[id] |= (uint8_t)((error == 0) << i);
        if (error == -COS_EIO)
            return error;
    }
    if (error == 0)
        pci_irq_end(id);
    return error;
}

/* ---- What they have ---- */

/* Bytes that a memory BAR decodes: those address bits that cannot be set. The device must
 * not answer meanwhile. */
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

/* Of several, the first one is told. */
static bool is_fine(const char *what)
{
    problem = problem != NULL ? problem : what;
    return what == NULL;
}

/* Ports that it decodes. An address of 0 is none that the firmware has given. */
static void describe_ports(uint64_t id, uint64_t line, struct cos_pci *device, unsigned bar,
                           uint32_t *slot)
{
    unsigned offset = BARS + 4 * bar;
    uint32_t old = config_read(device->place, offset), first = old & ~BAR_IO_FLAGS, bits;

    config_write(device->place, offset, UINT32_MAX);
    bits = config_read(device->place, offset) & UINT16_MAX & ~BAR_IO_FLAGS;
    config_write(device->place, offset, old);
    if (bits == 0 || first == 0 || first + (PORTS - bits) > PORTS || *slot == COS_SLOT_MMIO ||
        !is_fine(pci_ports_problem(id, line, bar, first, PORTS - bits)))
        return;
    device->ports[bar].first = (uint16_t)first;
    device->ports[bar].count = (uint16_t)(PORTS - bits);
    device->ports[bar].slot = (*slot)++;
}

/* Only whole pages can be given: a page with less of this device in it may have another's, too.
 * Returns the registers that the BAR takes. */
static unsigned describe_memory(uint64_t id, uint64_t line, struct cos_pci *device, unsigned bar,
                                uint64_t *slot)
{
    uint32_t low = config_read(device->place, BARS + 4 * bar);
    bool wide = (low & BAR_TYPE) == BAR_64 && bar + 1 < COS_PCI_BARS;
    uint64_t high = wide ? config_read(device->place, BARS + 4 * (bar + 1)) : 0;
    uint64_t address = high << 32 | (low & ~BAR_FLAGS), bytes = bar_bytes(device->place, bar, wide);

    if (bytes >= COS_PAGE_SIZE && address != 0 && address % bytes == 0 && *slot < COS_SLOT_CALL &&
        is_fine(pci_memory_problem(id, line, bar, address, bytes))) {
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

/* Returns what the device is to decode. */
static uint32_t describe_bars(uint64_t id, uint64_t line, struct cos_pci *device,
                              struct slots *slots)
{
    uint32_t before = slots->ports;
    unsigned step;

    for (unsigned bar = 0; bar < COS_PCI_BARS; bar += step) {
        step = 1;
        if (config_read(device->place, BARS + 4 * bar) & BAR_IO)
            describe_ports(id, line, device, bar, &slots->ports);
        else
            step = describe_memory(id, line, device, bar, &slots->memory);
    }
    return COMMAND_MEMORY | (slots->ports != before ? COMMAND_IO : 0);
}

/* From now on it answers to accesses, and does nothing of its own. */
static void describe(struct cos_pci *device, uint64_t id, unsigned index, struct slots *slots)
{
    uint16_t place = places[id][index];
    uint32_t command;

    memset(device, 0, sizeof *device);
    device->place = place;
    stop(id, index);
    command = config_read(place, COMMAND) & COMMAND_BITS & ~(COMMAND_IO | COMMAND_MEMORY);
    config_write(place, COMMAND, command);
    is_fine(CLASS_BRIDGE(config_read(place, CLASS)) ? "its PCI device is a bridge, which is for all"
                                                    : NULL);
    command |= describe_bars(id, pci_line(id, index), device, slots);
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
    uint32_t irq_slot = COS_SLOT_IRQ + grants_count(id, EVM_GRANT_IRQ);

    problem = NULL;
    silent[id] = 0;
    for (pci_device_count = 0; grant_at(id, pci_device_count) != NULL; pci_device_count++) {
        struct cos_pci *device = &pci_devices[pci_device_count];

        describe(device, id, pci_device_count, &slots);
        device->irq_slot = irq_slot + pci_device_count;
        iommu_message(pci_line(id, pci_device_count), &device->message_address,
                      &device->message_data);
    }
    return problem;
}
