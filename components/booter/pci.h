/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files about PCI devices share. A place is as in struct cos_pci; offsets in configuration space are
 * multiples of 4. */
#ifndef BOOTER_PCI_H
#define BOOTER_PCI_H

#include <stdbool.h>
#include <stdint.h>

enum { ID = 0x00, COMMAND = 0x04, HEADER = 0x0c, BARS = 0x10, BUSES = 0x18, CAPABILITIES = 0x34, INTERRUPT = 0x3c };

#define COMMAND_IO         0x0001
#define COMMAND_MEMORY     0x0002
#define COMMAND_MASTER     0x0004
#define COMMAND_INVALIDATE 0x0010
#define COMMAND_NO_INTX    0x0400
#define COMMAND_BITS       0xffff /* the upper half of the word is the status: bits written as 1 are cleared there */
#define CAPABILITY_MASK    0xff   /* of a capability's first word: its kind */

uint32_t config_read(uint32_t place, unsigned offset);
void config_write(uint32_t place, unsigned offset, uint32_t value);

/* Offset of the capability whose first word, under the mask, is the one wanted; 0: the device has none such. */
unsigned capability(uint32_t place, uint32_t mask, uint32_t wanted);

/* Where the component's index-th device is. False: it has not so many. */
bool pci_place(uint64_t id, uint64_t index, uint32_t *place);

/* ---- pci_irq.c ---- */

/* Chooses how the component's device interrupts, BOOTER_PCI_*, or not at all: 0. 0; EEXIST: its line is another
 * component's; ENOENT: it has none; or what the kernel said. */
int64_t pci_irq(uint64_t id, uint64_t index, unsigned how);

/* All that the component's devices had is free: it has ended, and they are silent. */
void pci_irq_end(uint64_t id);

/* Whether it does so by the line. */
bool pci_uses_line(uint64_t id, uint64_t index);

#endif
