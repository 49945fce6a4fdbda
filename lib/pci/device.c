/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <cos/wait.h>
#include <devices.h>
#include <pci/pci.h>
#include <stddef.h>

#define CAPABILITIES 0x34

/* An entry of the MSI-X table, and where configuration space holds the table's place. */
struct vector {
    uint32_t address_low, address_high, data, masked;
};
enum { MSIX_TABLE = 4 };
#define MSIX_BAR 7u

uint8_t pci_config8(const struct cos_pci *device, unsigned offset)
{
    return offset < COS_PCI_CONFIG ? device->config[offset] : 0;
}

uint16_t pci_config16(const struct cos_pci *device, unsigned offset)
{
    return (uint16_t)(pci_config8(device, offset) | pci_config8(device, offset + 1) << 8);
}

uint32_t pci_config32(const struct cos_pci *device, unsigned offset)
{
    return pci_config16(device, offset) | (uint32_t)pci_config16(device, offset + 2) << 16;
}

/* From the list's start each time, so that a list which leads back to itself ends. */
unsigned pci_capability(const struct cos_pci *device, unsigned kind, unsigned after)
{
    bool seen[UINT8_MAX + 1] = {false}, behind = after == 0;

    for (unsigned at = pci_config8(device, CAPABILITIES); at != 0 && !seen[at];
         at = pci_config8(device, at + 1)) {
        if (behind && pci_config8(device, at) == kind)
            return at;
        behind = behind || at == after;
        seen[at] = true;
    }
    return 0;
}

int64_t pci_msix(const struct cos_pci *device)
{
    unsigned capability = pci_capability(device, PCI_CAP_MSIX, 0);
    uint32_t table = pci_config32(device, capability + MSIX_TABLE);
    volatile struct vector *vector;

    if (capability == 0)
        return -COS_ENOENT;
    vector = pci_map(device, table & MSIX_BAR, table & ~MSIX_BAR, sizeof *vector);
    if (vector == NULL)
        return -COS_ENOENT;
    vector->address_low = (uint32_t)device->message_address;
    vector->address_high = (uint32_t)(device->message_address >> 32);
    vector->data = device->message_data;
    vector->masked = 0;
    return 0;
}

/* The component that handles devices may be away: it is asked again for as long as it may take to
 * find that it does not answer, and to start it again. */
struct cos_result pci_ask(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3)
{
    uint64_t start = cos_tsc(), pause = 0;
    struct cos_result result;

    for (;;) {
        result = cos_call(COS_SLOT_DEVICES, method, a1, a2, a3);
        if (!devices_away(result.value) || cos_tsc() - start > cos_ticks(DEVICES_AWAY_US))
            return result;
        cos_back_off(&pause);
    }
}

static int64_t ask(uint64_t method, uint64_t a1, uint64_t a2)
{
    return pci_ask(method, a1, a2, 0).value;
}

int64_t pci_master(const struct cos_pci *device, bool on)
{
    return ask(DEVICES_MASTER, (uint64_t)(device - cos_self()->pci), on);
}

int64_t pci_dma(uint64_t first, uint64_t pages)
{
    int64_t error = 0;

    for (uint64_t done = 0, batch; done < pages && error == 0; done += batch) {
        batch = pages - done < DEVICES_DMA_PAGES ? pages - done : DEVICES_DMA_PAGES;
        error = ask(DEVICES_DMA, first + done, batch);
    }
    return error;
}

int64_t pci_link(unsigned index)
{
    return ask(DEVICES_LINK, index, 0);
}

int64_t pci_unlink(unsigned index)
{
    return ask(DEVICES_UNLINK, index, 0);
}
