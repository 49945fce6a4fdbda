/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files about PCI devices. A place is encoded as in struct cos_pci; offsets in
 * configuration space are multiples of 4. */
#ifndef DEVICES_PCI_H
#define DEVICES_PCI_H

#include <devices.h>
#include <stdbool.h>
#include <stdint.h>

#include "granted.h"

enum {
    ID = 0x00,
    COMMAND = 0x04,
    CLASS = 0x08,
    HEADER = 0x0c,
    BARS = 0x10,
    BUSES = 0x18,
    CAPABILITIES = 0x34,
    INTERRUPT = 0x3c
};

#define COMMAND_IO         0x0001
#define COMMAND_MEMORY     0x0002
#define COMMAND_MASTER     0x0004
#define COMMAND_INVALIDATE 0x0010
#define COMMAND_NO_INTX    0x0400
/* the upper half of the word is the status: bits written as 1 are cleared there */
#define COMMAND_BITS       0xffff
#define HEADER_TYPE(word)  ((word) >> 16 & 0x7f)
#define HEADER_DEVICE      0
#define HEADER_BRIDGE      1
#define CLASS_BRIDGE(word) ((word) >> 24 == 6)
#define BUSES_OWN(word)    ((word) >> 8 & 0xff)
#define BUSES_LAST(word)   ((word) >> 16 & 0xff)
#define CAPABILITY_MASK    0xff /* of a capability's first word: its kind */
#define CAPABILITY_EXPRESS 0x10
#define EXPRESS_TYPE(word) ((word) >> 20 & 15)
#define EXPRESS_ROOT       4
#define EXPRESS_UPSTREAM   5
#define EXPRESS_DOWNSTREAM 6 /* the last type of a port that is PCI Express on both sides */
#define VIRTIO_VENDOR      0x1af4
/* of a capability's first word: its kind, and the structure that it describes */
#define VIRTIO_MASK   0xff0000ff
#define VIRTIO_COMMON 0x01000009
/* gives access to registers through configuration space */
#define VIRTIO_WINDOW 0x05000009

enum { PCI_BARS = 6 }; /* words from BARS on */
/* in such a capability */
enum { VIRTIO_BAR = 4, VIRTIO_OFFSET = 8, VIRTIO_BYTES = 12, VIRTIO_DATA = 16 };

/* ---- config.c, in the folder of the machine ---- */

/* Access a word of a device's configuration space; beyond its end, reads return all ones and writes
 * have no effect. */
uint32_t config_read(uint32_t place, unsigned offset);
void config_write(uint32_t place, unsigned offset, uint32_t value);
/* Writes the lowest bytes of the word only, 1, 2 or 4: some registers want an access of their size.
 */
void config_write_low(uint32_t place, unsigned offset, uint32_t value, unsigned bytes);

/* ---- pci_access.c ---- */

/* Returns the offset of the capability whose first word, under the mask, is the one wanted; 0:
 * there is none. */
unsigned capability(uint32_t place, uint32_t mask, uint32_t wanted);

/* ---- pci_find.c ---- */

/* A walk over the machine's functions, bus by bus, up to the last bus that a bridge leads to; all
 * zero before it begins. */
struct pci_walk {
    uint32_t place, header; /* HEADER_TYPE */
    uint32_t last, step;
};

/* False: there are no more. */
bool pci_next(struct pci_walk *walk);

/* Finds the component's devices; a place once found holds for ever. Returns true, with its index,
 * if one is not in the machine. */
bool pci_missing(uint64_t id, unsigned *index);
/* Sets *place to that of the component's device of that index, as found: bus << 8 | device << 3 |
 * function. False: it was not found. */
bool pci_place(uint64_t id, uint64_t index, uint32_t *place);

/* ---- records.c ---- */

/* Returns the message-signalled line of the component's device of that index. */
uint64_t pci_line(uint64_t id, uint64_t index);

/* ---- pci_source.c ---- */

/* Returns the component whose attached device is at that place; EVM_BOOTER if none. */
uint64_t pci_owner(uint32_t place);
/* Whether one of its devices accesses memory under another device's id, as behind bridges of plain
 * PCI. */
bool pci_shares_source(uint64_t id);
/* Whether one of its devices bypasses the IOMMU: a virtio device may. */
bool pci_goes_around(uint64_t id);
/* Finds the bridge that leads to a bus. False: there is none. */
bool pci_bridge_to(uint32_t bus, uint32_t *bridge);

/* ---- pci_acs.c ---- */

/* Whether a device of the component and one of another component can reach each other without the
 * IOMMU, and this component is the one of the two to refuse. */
bool pci_shares_group(uint64_t id);

/* ---- pci_page.c ---- */

/* Whether a page of device memory is for that BAR of that device alone. */
bool pci_has_page(uint32_t place, unsigned bar, uint64_t page);

/* ---- pci_express.c ---- */

/* Access a word of a device's PCI Express configuration space, from offset 0x100 on; where that
 * cannot be reached, reads return all ones and writes have no effect. */
uint32_t express_read(uint32_t place, unsigned offset);
void express_write(uint32_t place, unsigned offset, uint32_t value);
/* Whether that memory contains configuration space of PCI Express. */
bool pci_has_configuration(uint64_t first, uint64_t last);

/* ---- pci_claims.c ---- */

/* Return, as a phrase, why the component cannot have that part of its device of that index; NULL:
 * it can, and the booter will give it. */
const char *pci_memory_problem(uint64_t id, unsigned index, unsigned bar, uint64_t first,
                               uint64_t bytes);
const char *pci_ports_problem(uint64_t id, unsigned index, unsigned bar, uint32_t first,
                              uint32_t count);

/* ---- pci_end.c ---- */

/* Makes the device begin no more accesses to memory, and send no interrupts. False: it is a virtio
 * device that has not been reset. */
bool pci_stop(uint32_t place, bool *is_virtio);

/* Progress of a device's end; all zero before it begins. */
struct pci_end {
    bool told, reset;
    bool sizes;     /* no end, but a beginning: BARs do not hold their addresses now, `bars` does */
    uint64_t since; /* when it began */
    /* Registers that the reset of its function, or sizing, clears, and the offset of the
     * capability. */
    uint32_t control, interrupt, bars[PCI_BARS], express;
};

/* Ends a device, step by step: call it until it does not return EBUSY. Stops the device, waits
 * until it has completed its accesses, and resets it if possible. 0: it has stopped; EIO: it does
 * not stop. now: in microseconds, of any clock. */
int64_t pci_end(struct pci_end *end, uint32_t place, uint64_t now);

/* ---- pci_irq.c ---- */

/* Sets how the component's device interrupts: DEVICES_*, or 0: not at all. Returns 0; EEXIST: its
 * line is another component's; ENOENT: it has none; or an error of the kernel. */
int64_t pci_irq(uint64_t id, uint64_t index, unsigned how);

/* Has the device hold back its messages; false: it does not use MSI-X, or does so already. And the
 * reverse; false: it holds none back. */
bool pci_hold_messages(uint32_t place);
bool pci_let_messages(uint32_t place);

/* Whether the device interrupts by a line of the interrupt controllers. */
bool pci_uses_line(uint64_t id, uint64_t index);

/* ---- pci_master.c ---- */

/* Resets the state of the component's devices, for its next life. */
void pci_begin(uint64_t id);
/* Makes its device of that index begin no accesses to memory and send no interrupts. */
void pci_quiet(uint64_t id, uint64_t index);
/* DEVICES_MASTER. */
int64_t pci_master(uint64_t id, uint64_t index, unsigned how);
/* Ends all the component's devices; on success each has completed all its accesses to memory.
 * EBUSY: not all have, try again; EIO: one does not stop. Takes a few steps at most. */
int64_t pci_silence(uint64_t id);

/* ---- pci_describe.c ---- */

/* Gives a device back the addresses that an earlier life, which ended as it sized them, has taken
 * from it. */
void pci_restore_bars(void);
/* Returns where the descriptions are, from which the booter fetches them. */
struct cos_pci *pci_descriptions(void);

/* Examines the component's devices, which have been found, and makes them respond to accesses.
 * Returns, as a phrase, why the component cannot have them, NULL: it can. */
const char *pci_describe(uint64_t id);

/* ---- pci_config.c: DEVICES_READ, DEVICES_WRITE ---- */

int64_t pci_read(uint64_t id, uint64_t index, uint64_t offset, uint64_t *value);
int64_t pci_write(uint64_t id, uint64_t index, uint64_t offset, uint32_t value);

#endif
