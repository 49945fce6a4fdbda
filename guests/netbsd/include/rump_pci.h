/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCI devices: the functions that the component dev_pci calls, for itself and for drivers. The VM's
 * devices (`pci:` of the manifest, struct cos_pci) are devices 0, 1, ... of bus 0, each with
 * function 0 only; nothing else exists there. NetBSD's archive fixes names and types. The rump
 * kernel calls these functions while it holds its CPU, which none of them releases. Results of type
 * int are 0 or an errno of NetBSD.
 */
#ifndef RUMP_PCI_H
#define RUMP_PCI_H

#include <stddef.h>

/* Enables I/O ports; returns 0. Called once, before any instruction `in` or `out`. From then on
 * these instructions work for ports of the VM's devices, though each is a fault that the VM
 * handles. An access to any other port ends the VM. */
int rumpcomp_pci_iospace_init(void);

/* The word of configuration space at `offset`, a multiple of 4 below 256. No such device or word:
 * ENXIO, and a value of all ones. Makes a component call. */
int rumpcomp_pci_confread(unsigned bus, unsigned device, unsigned function, int offset,
                          unsigned *value);

/* Writes that word. Bits that the VM may not change stay as they are (DEVICES_WRITE). A base
 * address register answers the usual query for its size and ignores other writes. ENXIO. Makes a
 * component call, except for base address registers. */
int rumpcomp_pci_confwrite(unsigned bus, unsigned device, unsigned function, int offset,
                           unsigned value);

/* Maps device memory, uncached, for good: [address, address + bytes) of a memory base address
 * register. NULL: none of the VM's devices has that range, or memory for page-table nodes is
 * lacking. */
void *rumpcomp_pci_map(unsigned long address, unsigned long bytes);

/* `cookie` stands for the device's interrupt from now on. line: the value in configuration space;
 * ignored. ENXIO: no such device; ENOMEM. */
int rumpcomp_pci_irq_map(unsigned bus, unsigned device, unsigned function, int line,
                         unsigned cookie);

/* Makes a thread of the device call handler(argument) at each interrupt, with the rump kernel's
 * CPU. Handlers of one device run one after the other. The device gets access to memory when the
 * caller first waits. NULL: an unknown cookie, or no memory. */
void *rumpcomp_pci_irq_establish(unsigned cookie, int (*handler)(void *), void *argument);

/* Zeroed memory that a device and the VM share: `bytes`, contiguous also for the device, at a
 * device address that is a multiple of `align` (0 or a power of two). *address: the device's
 * address; *memory: the VM's. ENOMEM. */
int rumpcomp_pci_dmalloc(size_t bytes, size_t align, unsigned long *address, unsigned long *memory);

/* Frees it; `bytes` as requested. */
void rumpcomp_pci_dmafree(unsigned long memory, size_t bytes);

/* Part of such memory: device address, length, and dmalloc's *memory. */
struct rumpcomp_pci_dmaseg {
    unsigned long ds_pa, ds_len, ds_vacookie;
};

/* The VM's address of `count` parts, which must be contiguous, as memory of dmalloc is. ENOTSUP:
 * they are not. */
int rumpcomp_pci_dmamem_map(struct rumpcomp_pci_dmaseg *parts, size_t count, size_t bytes,
                            void **memory);

/* The device's address of the VM's memory: that of dmalloc, or any other writable memory (data,
 * bss, stacks, heap). A device may not access other memory: the VM says so and ends. */
unsigned long rumpcomp_pci_virt_to_mach(void *memory);

#endif
