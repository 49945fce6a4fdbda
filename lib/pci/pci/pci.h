/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared code of drivers for PCI devices. For components that are granted a device (struct cos_pci,
 * cos/start.h); from their first thread only. Errors are negative COS_E* numbers.
 */
#ifndef PCI_H
#define PCI_H

#include <cos/entry.h>
#include <cos/start.h>
#include <stdbool.h>
#include <stdint.h>

/* Capabilities in configuration space. */
#define PCI_CAP_VENDOR 0x09
#define PCI_CAP_MSIX   0x11

/* Memory that devices can access, too. */
struct pci_memory {
    void *address;
    uint64_t physical; /* for the device */
};

/* Takes zeroed pages, contiguous in physical memory, too, from the memory that the manifest gives
 * the component; they are never given back. False: too little is left. */
bool pci_pages(unsigned pages, struct pci_memory *memory);

/* Lets the component's devices access pages of COS_SLOT_REGION, which then can never become kernel
 * objects. pci_pages() does it for its pages. EINVAL: not such pages, or one is a kernel object. */
int64_t pci_dma(uint64_t first, uint64_t pages);

/* Takes one page for a kernel object, so mapped nowhere. Sets *page to its number in
 * COS_SLOT_REGION. */
bool pci_frame(uint64_t *page);

/* Maps a part of one of the device's BARs, uncached; takes up to 3 pages as pci_pages(). offset,
 * bytes: of the part; may come from the device, as this function checks them. Returns NULL if the
 * device has no such memory, or too few pages are left. */
volatile void *pci_map(const struct cos_pci *device, unsigned bar, uint64_t offset, uint64_t bytes);

/* A call of the component that handles devices (devices.h); waits while it is away. */
struct cos_result pci_ask(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3);

/* Lends one of the component's links to its devices. index: in struct cos_start. Returns its
 * physical address; it is contiguous. ENOENT; EAGAIN: its owner is not there. */
int64_t pci_link(unsigned index);

/* Returns the link: the devices no longer use it. The booter does not make its owner again
 * before. */
int64_t pci_unlink(unsigned index);

/*
 * A link that devices access, and the component at its other end. It is lent while that component
 * lives: after its end the driver takes no more of its requests, waits until its device has
 * completed those it has, and returns the link.
 *
 *     pci_loan_look(&loan, events);
 *     if (loan.state == LOAN_ENDING && nothing_on_its_way)
 *         pci_loan_return(&loan);
 *     if (loan.state == LOAN_NONE && pci_loan_take(&loan, events))
 *         link_open(...);
 */
struct pci_loan {
    enum { LOAN_NONE, LOAN_LENT, LOAN_ENDING } state;
    unsigned index; /* of the link */
    uint32_t other; /* component */
    uint64_t physical;
};

/* Initialises it for a link that is not lent yet; pci_loan_take() with all events lends it, if the
 * other side is there. False: there is no such link, or no device. */
bool pci_loan_open(struct pci_loan *loan, unsigned index);

/* Checks whether the other side is still there; call it after each wake-up. */
void pci_loan_look(struct pci_loan *loan, uint64_t events);

void pci_loan_return(struct pci_loan *loan);

/* Lends the link again, if the other side is there now. Returns true if so: all earlier requests
 * are void then. */
bool pci_loan_take(struct pci_loan *loan, uint64_t events);

/* Little-endian words of the device's configuration space; offset: 0 .. COS_PCI_CONFIG - 1; beyond
 * it they return 0. */
uint8_t pci_config8(const struct cos_pci *device, unsigned offset);
uint16_t pci_config16(const struct cos_pci *device, unsigned offset);
uint32_t pci_config32(const struct cos_pci *device, unsigned offset);

/* Returns the offset of the next capability of that kind after the one at `after`, which is 0 at
 * first; 0: no more. */
unsigned pci_capability(const struct cos_pci *device, unsigned kind, unsigned after);

/* Directs the device's MSI-X vector 0 to the component's endpoint: COS_EVENT_IRQ << (irq_slot -
 * COS_SLOT_IRQ). Before pci_master(). ENOENT: the device has no MSI-X, or too few pages are
 * left. */
int64_t pci_msix(const struct cos_pci *device);

/* Allows or forbids the device to access memory and send interrupts. Allow it only after resetting
 * the device. */
int64_t pci_master(const struct cos_pci *device, bool on);

#endif
