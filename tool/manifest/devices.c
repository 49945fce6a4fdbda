/* SPDX-License-Identifier: BSD-2-Clause */
/* Resources of the machine for native VMs: I/O ports, interrupt lines, device memory and PCI
 * devices. NetBSD VMs may have PCI devices, too. */
#include <ctype.h>
#include <stdlib.h>

#include <cos/abi.h>
#include <cos/start.h>
#include <evm/reserved.h>

#include "base/words.h"
#include "check.h"

#define PORT_MAX 0xffff

static void check_io_ports(struct check *check)
{
    const struct strings *ports = &check->vm->ports;
    uint64_t first, last;

    check_count(check, "ports", ports, COS_SLOT_MMIO - COS_SLOT_PORTS);
    for (uint32_t i = 0; i < ports->count; i++)
        if (parse_range(ports->item[i], &first, &last) && last <= PORT_MAX)
            add_claim(check, "ports", i, ports->item[i],
                      &(struct evm_grant){EVM_GRANT_PORTS, 0, first, last});
        else
            bad_entry(check, "ports", i, ports->item[i],
                      "a port or range within 0-0xffff, like 0x3f8-0x3ff");
}

static void check_irqs(struct check *check)
{
    const struct strings *irqs = &check->vm->irqs;
    uint64_t line;

    check_count(check, "irqs", irqs, COS_SLOT_PORTS - COS_SLOT_IRQ);
    for (uint32_t i = 0; i < irqs->count; i++)
        if (parse_number(irqs->item[i], &line) && line < COS_IRQ_MSI)
            add_claim(check, "irqs", i, irqs->item[i],
                      &(struct evm_grant){EVM_GRANT_IRQ, 0, line, 0});
        else
            bad_entry(check, "irqs", i, irqs->item[i], "an interrupt line from 0 to 15");
}

static void check_mmio(struct check *check)
{
    const struct strings *mmio = &check->vm->mmio;
    uint64_t start, bytes;

    check_count(check, "mmio", mmio, COS_SLOT_CALL - COS_SLOT_MMIO);
    for (uint32_t i = 0; i < mmio->count; i++)
        if (!parse_area(mmio->item[i], &start, &bytes) || start % COS_PAGE_SIZE ||
            bytes % COS_PAGE_SIZE || !bytes)
            bad_entry(check, "mmio", i, mmio->item[i],
                      "address+size in whole pages, like 0xfed00000+4K");
        else if (start >= EVM_MMIO_END || bytes > EVM_MMIO_END - start)
            bad_entry(check, "mmio", i, mmio->item[i], "memory below 1 TiB (0x10000000000)");
        else
            add_claim(check, "mmio", i, mmio->item[i],
                      &(struct evm_grant){EVM_GRANT_MMIO, 0, start, bytes / COS_PAGE_SIZE});
}

/* Reads four hexadecimal digits. */
static bool take_id(const char **string, uint64_t *id)
{
    char digits[5] = {0};

    for (unsigned i = 0; i < 4; i++) {
        if (!isxdigit((unsigned char)**string))
            return false;
        digits[i] = *(*string)++;
    }
    *id = strtoul(digits, NULL, 16);
    return true;
}

/* Parses "vendor:device", or "vendor:device:index" for a later device with these ids. */
static bool parse_pci(const char *string, uint64_t *ids, uint64_t *index)
{
    uint64_t vendor, device;

    *index = 0;
    if (!take_id(&string, &vendor) || *string++ != ':' || !take_id(&string, &device))
        return false;
    *ids = vendor << 16 | device;
    return !*string || (*string == ':' && parse_number(string + 1, index));
}

/* Returns the VM that already has the device, or NULL. */
static const struct vm *pci_owner(const struct check *check, uint64_t ids, uint64_t index)
{
    for (const struct vm *vm = check->manifest->vms; vm <= check->vm; vm++)
        for (uint32_t i = 0; i < vm->grant_count; i++)
            if (vm->grants[i].type == EVM_GRANT_PCI && vm->grants[i].a == ids &&
                vm->grants[i].b == index)
                return vm;
    return NULL;
}

/* Returns true if a disk, an uplink, `rng` or `watchdog` uses that device. */
static bool pci_taken(const struct manifest *manifest, uint64_t ids, uint64_t index)
{
    for (uint32_t i = 0; i < manifest->switch_count; i++)
        if (ids == VIRTIO_NET && manifest->switches[i].uplink && !manifest->switches[i].driver &&
            manifest->switches[i].nic == index)
            return true;
    if (ids == VIRTIO_RNG && index == 0 && rng_wanted(manifest))
        return true;
    if (ids == I6300ESB && index == 0 && manifest->board.given)
        return true;
    return ids == VIRTIO_BLK && index < disk_device(manifest, manifest->disk_count);
}

void check_pci(struct check *check)
{
    const struct strings *pci = &check->vm->pci;
    /* each device takes one line */
    unsigned lines = COS_SLOT_PORTS - COS_SLOT_IRQ - check->vm->irqs.count;
    uint64_t ids, index;

    check_count(check, "pci", pci, lines < COS_START_PCI ? lines : COS_START_PCI);
    for (uint32_t i = 0; i < pci->count; i++)
        if (!parse_pci(pci->item[i], &ids, &index))
            bad_entry(check, "pci", i, pci->item[i],
                      "vendor:device like 1af4:1041, or 1af4:1041:1 for the second such");
        else if (pci_owner(check, ids, index))
            bad_entry(check, "pci", i, pci->item[i], "a device that no VM has been given yet");
        else if (pci_taken(check->manifest, ids, index))
            bad_entry(check, "pci", i, pci->item[i],
                      "a device that is not for 'disks', 'switches', 'rng' or 'watchdog'");
        else
            add_claim(check, "pci", i, pci->item[i],
                      &(struct evm_grant){EVM_GRANT_PCI, 0, ids, index});
}

void check_io(struct check *check)
{
    check_io_ports(check);
    check_irqs(check);
    check_mmio(check);
}
