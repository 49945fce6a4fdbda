/* SPDX-License-Identifier: BSD-2-Clause */
/* Rights of a component with a PCI device: the device's memory and line, and nothing of its
 * neighbours. */
#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <devices.h>
#include <pci/pci.h>

#include "check.h"

#define COMMAND        4 /* offset in configuration space, and bits there */
#define COMMAND_MEMORY 2
#define COMMAND_MASTER 4
#define MSIX_ENABLE    0x8000
#define CONFIG_PORT    0xcf8
#define NO_DEVICE      1 /* index beyond its devices */

/* Registers of the device. */
enum { MSIX_TABLE = 4, MSIX_DATA = 8, MARK = 0x4000 };
enum { CAP_TYPE = 3, CAP_BAR = 4, CAP_OFFSET = 8, TYPE_COMMON = 1, STATUS = 20, ACKNOWLEDGE = 1 };

static int64_t ask(unsigned method, uint64_t a1)
{
    return cos_call(COS_SLOT_DEVICES, method, a1, 1, 0).value;
}

static void check_regions(const struct cos_pci *device)
{
    unsigned regions = 0;

    for (unsigned bar = 0; bar < COS_PCI_BARS; bar++) {
        uint64_t slot = device->bars[bar].slot, pages = device->bars[bar].bytes / COS_PAGE_SIZE;

        if (pages == 0)
            continue;
        regions++;
        check_result(cos_cap_info(slot).v1, (long long)pages,
                     "region %lu is as large as the device's memory", (unsigned long)slot);
        check_result(cos_map(COS_SLOT_PT, cos_self()->ram_start, slot, pages, COS_RIGHT_READ, 1),
                     -COS_EINVAL, "nothing behind it can be mapped");
        check_result(cos_map(COS_SLOT_PT, cos_self()->ram_start, slot, 0,
                             COS_RIGHT_READ | COS_RIGHT_EXEC, 1),
                     -COS_EDENIED, "nor anything executed");
    }
    check(regions > 0, "the device has memory");
}

static void check_line(const struct cos_pci *device)
{
    uint64_t address = 0;
    uint32_t data = 0;
    struct cos_values line = cos_cap_info(device->irq_slot);

    check(line.result == COS_CAP_IRQ && line.v1 == line.v2 && line.v1 >= COS_IRQ_MSI,
          "it has one line of its own");
    check_result(cos_irq_msi(device->irq_slot, &address, &data), 0, "a message raises it");
    check(address >> 20 == 0xfee && data > 31 && data < 256, "which goes to the CPU");
    check_result(cos_irq_ack(device->irq_slot), 0, "acknowledging it does no harm");
    check_result(cos_io_derive(device->irq_slot, COS_SLOT_SIGNAL, line.v1 + 1, line.v1 + 1),
                 -COS_EINVAL, "there is no way to another line");
}

/* Returns a register of the device that is 0 only after a reset. */
static volatile uint8_t *device_status(const struct cos_pci *device)
{
    unsigned at = 0;

    do {
        at = pci_capability(device, PCI_CAP_VENDOR, at);
    } while (at != 0 && pci_config8(device, at + CAP_TYPE) != TYPE_COMMON);
    return pci_map(device, pci_config8(device, at + CAP_BAR),
                   pci_config32(device, at + CAP_OFFSET) + STATUS, 1);
}

/* Returns a word of the device that keeps its value: 0 in the component's first life. */
static volatile uint32_t *device_mark(const struct cos_pci *device)
{
    uint32_t table = pci_config32(device, pci_capability(device, PCI_CAP_MSIX, 0) + MSIX_TABLE);

    return pci_map(device, table & 7, (table & ~7u) + MSIX_DATA, sizeof(uint32_t));
}

static bool is_silent(const struct cos_pci *device)
{
    unsigned msix = pci_capability(device, PCI_CAP_MSIX, 0);

    return (pci_config16(device, COMMAND) & (COMMAND_MEMORY | COMMAND_MASTER)) == COMMAND_MEMORY &&
           msix != 0 && !(pci_config16(device, msix + 2) & MSIX_ENABLE);
}

int main(const struct cos_start *start)
{
    const struct cos_pci *device = &start->pci[0];
    volatile uint8_t *status = device_status(device);
    volatile uint32_t *mark = device_mark(device);
    uint64_t value;

    if (*mark == MARK) {
        check(is_silent(device),
              "the device of an ended component accesses no memory and sends no messages");
        check_result(*status, 0, "it has been reset");
        return check_done();
    }
    check_result(start->pci_count, 1, "it has one device");
    check(pci_config16(device, 0) == 0x1af4 && pci_config16(device, 2) == 0x1044,
          "the one that it was granted");
    check(is_silent(device), "which answers, but accesses no memory yet, and sends no messages");
    check_regions(device);
    check_line(device);
    check_result(cos_port_in(COS_SLOT_PORTS, CONFIG_PORT, 4, &value), -COS_EDENIED,
                 "no way to configuration space");
    check_result(ask(DEVICES_MASTER, NO_DEVICE), -COS_ENOENT, "no say over another device");
    check_result(ask(DEVICES_LINK, 0), -COS_ENOENT, "no address of a link that it does not have");
    check_result(ask(DEVICES_LINK, ~0ul), -COS_ENOENT, "nor of one that cannot be");
    check_result(cos_call(COS_SLOT_BOOTER, BOOTER_CREATE, start->id, 0, 0).value, -COS_EDENIED,
                 "nothing to ask of the booter: to create");
    check_result(cos_call(COS_SLOT_BOOTER, BOOTER_DESTROY, start->id + 1, 0, 0).value, -COS_EDENIED,
                 "to destroy");
    check_result(cos_call(COS_SLOT_BOOTER, BOOTER_PEEK, 0, 0, 0).value, -COS_EDENIED,
                 "to look into others");
    check_result(pci_master(device, true), 0, "its own device it may let access memory");
    check_result(pci_master(device, false), 0, "and stop");
    check_result(pci_master(device, true), 0, "and again");
    *status = ACKNOWLEDGE;
    *mark = MARK;
    check_result(*status, ACKNOWLEDGE, "it keeps a written value");
    cos_reboot();
}
