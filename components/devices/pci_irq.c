/* SPDX-License-Identifier: BSD-2-Clause */
/* How PCI devices interrupt. All three ways are off until a component asks for one of them. */
#include "iommu.h"
#include "pci.h"
#include "records.h"

#define CAPABILITY_MSI  0x05
#define CAPABILITY_MSIX 0x11
/* in the capability's first word, and the mask of all its vectors */
#define MSIX_ENABLE (1u << 31)
#define MSIX_MASK   (1u << 30)
#define MSI_ENABLE  (1u << 16) /* likewise */
#define MSI_VECTORS (7u << 20) /* how many: a power of two */
#define MSI_WIDE    (1u << 23) /* addresses have 64 bits */
#define MSI_MASKS   (1u << 24) /* vectors can be masked */
#define MSI_BITS    0xffff0000
/* in the capability; the masks are behind the data */
enum { MSI_ADDRESS = 4, MSI_DATA = 8, MSI_DATA_WIDE = 12 };

static void let_msix(uint32_t place, bool on)
{
    unsigned offset = capability(place, CAPABILITY_MASK, CAPABILITY_MSIX);

    if (offset != 0) {
        config_write(place, offset,
                     (config_read(place, offset) & ~(MSIX_ENABLE | MSIX_MASK)) |
                         (on ? MSIX_ENABLE : 0));
    }
}

/* Changes the mask of all vectors, if the device uses MSI-X. It sends what it holds back later. */
static bool mask_msix(uint32_t place, uint32_t from, uint32_t to)
{
    unsigned offset = capability(place, CAPABILITY_MASK, CAPABILITY_MSIX);
    uint32_t word = offset != 0 ? config_read(place, offset) : 0;

    if (!(word & MSIX_ENABLE) || (word & MSIX_MASK) != from)
        return false;
    config_write(place, offset, (word & ~MSIX_MASK) | to);
    return true;
}

bool pci_hold_messages(uint32_t place)
{
    return mask_msix(place, 0, MSIX_MASK);
}

bool pci_let_messages(uint32_t place)
{
    return mask_msix(place, MSIX_MASK, 0);
}

/* Sets up one vector, for that line. */
static void let_msi(uint32_t place, unsigned offset, uint64_t line)
{
    uint32_t control = config_read(place, offset) & MSI_BITS & ~(MSI_ENABLE | MSI_VECTORS), data;
    unsigned at = offset + (control & MSI_WIDE ? MSI_DATA_WIDE : MSI_DATA);
    uint64_t address;

    iommu_message(line, &address, &data);
    config_write(place, offset + MSI_ADDRESS, (uint32_t)address);
    if (control & MSI_WIDE)
        config_write(place, offset + MSI_DATA, (uint32_t)(address >> 32));
    config_write(place, at, data);
    if (control & MSI_MASKS)
        config_write(place, at + 4, 0);
    config_write(place, offset, control | MSI_ENABLE);
}

/* ---- Lines of the interrupt controllers ---- */

/* Returns the events of all the component's devices at the line: they share it, and each driver
 * checks its device. */
static uint64_t line_events(uint64_t id, uint64_t line)
{
    unsigned first = grants_count(id, EVM_GRANT_IRQ);
    uint64_t events = 0;

    for (unsigned i = 0; i < grants_count(id, EVM_GRANT_PCI); i++)
        events |= record_of(id, i)->line == line + 1 ? COS_EVENT_IRQ << (first + i) : 0;
    return events;
}

static int64_t give_line(uint64_t id, uint64_t index, uint64_t line, uint64_t events)
{
    return booter(WORK_LINE, id | index << WORK_INDEX, line, events).value;
}

/* Gives the component the message-signalled line again. No other component gets the old line, as
 * this one may still have the capability. */
static void leave_line(uint64_t id, uint64_t index)
{
    struct record *record = record_of(id, index);

    if (record->line != 0) {
        record->line = 0;
        give_line(id, index, 0, 0);
    }
}

static int64_t let_line(uint64_t id, uint64_t index, uint32_t place)
{
    uint32_t word = config_read(place, INTERRUPT), line = word & 0xff;
    int64_t error;

    if ((word >> 8 & 0xff) == 0 || line == 0 || line >= COS_IRQ_MSI)
        return -COS_ENOENT; /* it has no pin, or the firmware has assigned no line to it */
    record_of(id, index)->line = (uint8_t)(line + 1);
    error = give_line(id, index, line, line_events(id, line));
    if (error != 0) {
        leave_line(id, index);
        return error;
    }
    config_write(place, COMMAND, config_read(place, COMMAND) & COMMAND_BITS & ~COMMAND_NO_INTX);
    return 0;
}

/* ---- All ---- */

bool pci_uses_line(uint64_t id, uint64_t index)
{
    return record_of(id, index)->line != 0;
}

static int64_t let_plain(uint64_t id, uint64_t index, uint32_t place)
{
    unsigned msi = capability(place, CAPABILITY_MASK, CAPABILITY_MSI);

    if (msi == 0)
        return let_line(id, index, place);
    let_msi(place, msi, pci_line(id, index));
    return 0;
}

int64_t pci_irq(uint64_t id, uint64_t index, unsigned how)
{
    uint32_t place;
    unsigned msi;

    if (!pci_place(id, index, &place))
        return -COS_ENOENT;
    msi = capability(place, CAPABILITY_MASK, CAPABILITY_MSI);
    config_write(place, COMMAND, (config_read(place, COMMAND) & COMMAND_BITS) | COMMAND_NO_INTX);
    if (msi != 0)
        config_write(place, msi, config_read(place, msi) & MSI_BITS & ~MSI_ENABLE);
    let_msix(place, how == DEVICES_MSIX);
    leave_line(id, index);
    return how == DEVICES_PLAIN ? let_plain(id, index, place) : 0;
}
