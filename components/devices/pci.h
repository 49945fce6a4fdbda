/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files about PCI devices share. A place is as in struct cos_pci; offsets in configuration
 * space are multiples of 4. */
#ifndef DEVICES_PCI_H
#define DEVICES_PCI_H

#include <booter/for_devices.h>
#include <devices.h>
#include <stdbool.h>
#include <stdint.h>

#include "for_booter.h"

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
/* of a capability's first word: its kind, and which structure it is about */
#define VIRTIO_MASK   0xff0000ff
#define VIRTIO_COMMON 0x01000009
/* by which registers are reached through configuration space */
#define VIRTIO_WINDOW 0x05000009

enum { PCI_BARS = 6 }; /* words from BARS on */
/* in such a capability */
enum { VIRTIO_BAR = 4, VIRTIO_OFFSET = 8, VIRTIO_BYTES = 12, VIRTIO_DATA = 16 };

/* ---- pci_access.c ---- */

uint32_t config_read(uint32_t place, unsigned offset);
void config_write(uint32_t place, unsigned offset, uint32_t value);

/* Offset of the capability whose first word, under the mask, is the one wanted; 0: the
 * device has none such. */
unsigned capability(uint32_t place, uint32_t mask, uint32_t wanted);

/* ---- pci_find.c ---- */

/* Where the component's device of that index has been found: bus << 8 | device << 3 | function.
 * False: nowhere. */
bool pci_place(uint64_t id, uint64_t index, uint32_t *place);
/* The message-signalled line of its device of that index. */
uint64_t pci_line(uint64_t id, uint64_t index);

/* ---- pci_source.c ---- */

/* Which component exists that has the device there; EVM_BOOTER if none. */
uint64_t pci_owner(uint32_t place);
/* Whether one of its devices accesses memory in another one's name, as behind bridges of plain
 * PCI. */
bool pci_shares_source(uint64_t id);
/* Whether one of its devices accesses memory behind an IOMMU's back: a virtio device that does not
 * respect it. */
bool pci_goes_around(uint64_t id);
/* The bridge that leads to a bus. False: there is none. */
bool pci_bridge_to(uint32_t bus, uint32_t *bridge);

/* ---- pci_acs.c ---- */

/* Whether a device of another component, which an IOMMU should keep apart, and one of its own can
 * reach each other behind its back; if so one of the two components is to be refused, and this is
 * it. */
bool pci_shares_group(uint64_t id);

/* ---- pci_express.c ---- */

/* A word of what only PCI Express has of a device's configuration space, from offset 0x100 on; all
 * ones, and no effect, where that cannot be reached. */
uint32_t express_read(uint32_t place, unsigned offset);
void express_write(uint32_t place, unsigned offset, uint32_t value);

/* ---- pci_ranges.c ---- */

/* Whether that memory has configuration space of PCI Express in it. */
bool pci_has_configuration(uint64_t first, uint64_t last);
/* What is wrong with giving the component that part of its device, as a phrase; NULL: nothing, and
 * it is noted as given. `bar`: of the device with that line. */
const char *pci_memory_problem(uint64_t id, uint64_t line, unsigned bar, uint64_t first,
                               uint64_t bytes);
const char *pci_ports_problem(uint64_t id, uint64_t line, unsigned bar, uint32_t first,
                              uint32_t count);

/* ---- pci_end.c ---- */

/* From now on the device begins no access to memory, and sends no interrupts. False: it is a virtio
 * device that has not let go of memory. */
bool pci_stop(uint32_t place, bool *is_virtio);

/* How far a device's end has come; zero before it begins. */
struct pci_end {
    bool told, reset;
    uint64_t since;                                       /* when it was */
    uint32_t express, control, interrupt, bars[PCI_BARS]; /* what its function's reset
                                                             loses; and where */
};

/* A device's end, step by step: to be called until it is not EBUSY. The device is stopped, ends the
 * accesses that it has begun, and forgets what it was told, if it has a way to. 0: it is silent;
 * EIO: it does not end. now: in microseconds, of any clock. */
int64_t pci_end(struct pci_end *end, uint32_t place, uint64_t now);

/* ---- pci_irq.c ---- */

/* Chooses how the component's device interrupts, DEVICES_*, or not at all: 0. 0; EEXIST: its
 * line is another component's; ENOENT: it has none; or what the kernel said. */
int64_t pci_irq(uint64_t id, uint64_t index, unsigned how);

/* All that the component's devices had is free: it has ended, and they are silent. */
void pci_irq_end(uint64_t id);

/* Whether it does so by the line. */
bool pci_uses_line(uint64_t id, uint64_t index);

/* ---- pci_master.c ---- */

/* The component's devices begin anew. */
void pci_begin(uint64_t id);
/* Its device of that index begins no access to memory and sends no interrupts. */
void pci_quiet(uint64_t id, uint64_t index);
/* DEVICES_MASTER. */
int64_t pci_master(uint64_t id, uint64_t index, unsigned how);
/* As that, no longer, for all its devices, each of which has ended all its accesses to memory then.
 * EBUSY: not all have, try again; EIO: one does not. Takes a few steps at most. */
int64_t pci_silence(uint64_t id);

/* ---- pci_describe.c ---- */

/* Looks at the component's devices, which have been found, and has them answer to accesses. Returns
 * why they cannot be given to the component, as a phrase, NULL: they can. */
const char *pci_describe(uint64_t id);

/* ---- pci_config.c: DEVICES_READ, DEVICES_WRITE ---- */

int64_t pci_read(uint64_t id, uint64_t index, uint64_t offset, uint64_t *value);
int64_t pci_write(uint64_t id, uint64_t index, uint64_t offset, uint32_t value);

#endif
