/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files of this folder. */
#ifndef NETBSD_PCI_H
#define NETBSD_PCI_H

#include <cos/start.h>
#include <stdbool.h>
#include <stdint.h>

/* The VM's device at that address of its bus, or NULL. */
const struct cos_pci *pci_device(unsigned bus, unsigned device, unsigned function);

/* Calls components/devices; waits while that is away (devices.h), and keeps the virtual CPU.
 * *value: the second result. */
int64_t pci_ask(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t *value);

/* The same for a device, a2 and a3 as the method says. */
int64_t pci_call(uint64_t method, const struct cos_pci *device, uint64_t a2, uint64_t a3,
                 uint64_t *value);

/* Lets the device access memory and interrupt, if its handler's thread runs; otherwise that thread
 * does so when it starts. */
void pci_start(const struct cos_pci *device);

/* Lets the VM's devices access all of its memory, except pages reserved for kernel objects. Called
 * once, before the drivers start. */
void pci_begin(void);

/* Unmaps the next of those pages; *page: its number in COS_SLOT_REGION. False: they are used up. */
bool pci_take_object(uint64_t *page);

/* Handles events of the VM's endpoint: those of interrupt lines. */
void pci_event(uint64_t events);

#endif
