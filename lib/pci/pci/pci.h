/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What drivers of PCI devices have in common. For components that are granted a device (struct cos_pci, cos/start.h);
 * from their first thread only. Errors are negative COS_E* numbers.
 */
#ifndef PCI_H
#define PCI_H

#include <cos/start.h>
#include <stdbool.h>
#include <stdint.h>

/* Capabilities in configuration space. */
#define PCI_CAP_VENDOR 0x09
#define PCI_CAP_MSIX   0x11

/* Memory that a device can access, too. */
struct pci_memory {
    void *address;
    uint64_t physical; /* what the device is told */
};

/* Takes pages, zeroed and one behind the other in physical memory too, from the memory that the manifest gives the
 * component; they are never given back. False: it is used up. */
bool pci_pages(unsigned pages, struct pci_memory *memory);

/* Lets the component's devices access pages of COS_SLOT_REGION, which are memory from then on, never kernel objects:
 * pci_pages() has done that. EINVAL: not such pages, or one is a kernel object. */
int64_t pci_dma(uint64_t first, uint64_t pages);

/* As pci_pages(), of one page that is for a kernel object and so mapped nowhere: page of COS_SLOT_REGION. */
bool pci_frame(uint64_t *page);

/* Maps a part of one of the device's BARs, uncached; takes up to 3 pages as pci_pages(). offset, bytes: of the part,
 * as read from the device: checked here. Returns NULL if the device has no such memory, or pages are lacking. */
volatile void *pci_map(const struct cos_pci *device, unsigned bar, uint64_t offset, uint64_t bytes);

/* Physical address of one of the component's links, one run of memory too; index: in struct cos_start. ENOENT */
int64_t pci_link(unsigned index);

/* Little-endian words of the device's configuration space; offset: 0 .. COS_PCI_CONFIG - 1, 0 is read beyond. */
uint8_t pci_config8(const struct cos_pci *device, unsigned offset);
uint16_t pci_config16(const struct cos_pci *device, unsigned offset);
uint32_t pci_config32(const struct cos_pci *device, unsigned offset);

/* Offset of the next capability of that kind behind the one at `after`, which is 0 at first; 0: no more. */
unsigned pci_capability(const struct cos_pci *device, unsigned kind, unsigned after);

/* Directs the device's MSI-X vector 0 to the component's endpoint: COS_EVENT_IRQ << (irq_slot - COS_SLOT_IRQ). Before
 * pci_master(). ENOENT: the device has no MSI-X, or pages are lacking. */
int64_t pci_msix(const struct cos_pci *device);

/* Lets the device access memory and send interrupts, or no longer. Once the driver has reset it. */
int64_t pci_master(const struct cos_pci *device, bool on);

#endif
