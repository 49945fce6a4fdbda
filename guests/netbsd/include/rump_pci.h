/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PCI devices for the component dev_pci: what it, and drivers through it, call. The VM's devices
 * (`pci:` of the manifest, struct cos_pci) are devices 0, 1, ... of bus 0, each with function 0
 * only; nothing else exists there. Names and types are fixed by NetBSD's archive. Callers: the rump
 * kernel, with its CPU, which none of these releases. Results of type int are 0 or an errno of
 * NetBSD.
 */
#ifndef RUMP_PCI_H
#define RUMP_PCI_H

#include <stddef.h>

/* Whether there is a way to I/O ports: always 0, yes. Once, before any instruction `in` or `out`:
 * from then on those for ports of the VM's devices do what they say, though each is a fault that
 * the VM handles. Other ports are none of the VM's, and an access is its end. */
int rumpcomp_pci_iospace_init(void);

/* The word of configuration space at `offset`, a multiple of 4 below 256. All ones, and ENXIO:
 * there is no such device or word. A component call. */
int rumpcomp_pci_confread(unsigned bus, unsigned device, unsigned function, int offset,
                          unsigned *value);

/* Writes it. What the VM has no say over stays as it is (BOOTER_PCI_WRITE); a base address register
 * answers to the usual question for its size, and to nothing else. ENXIO. A component call, unless
 * it is a base address register. */
int rumpcomp_pci_confwrite(unsigned bus, unsigned device, unsigned function, int offset,
                           unsigned value);

/* Maps device memory, uncached, for good: [address, address + bytes) of a base address register of
 * memory. NULL: none of the VM's devices has that, or there is no memory for page-table nodes. */
void *rumpcomp_pci_map(unsigned long address, unsigned long bytes);

/* `cookie` stands for the device's interrupt from now on. line: what configuration space says; of
 * no meaning here.
 * ENXIO: no such device; ENOMEM. */
int rumpcomp_pci_irq_map(unsigned bus, unsigned device, unsigned function, int line,
                         unsigned cookie);

/* Has handler(argument) called, with the rump kernel's CPU and by a thread of its own, whenever the
 * interrupt has come. Handlers of one device are called one after the other. The device may access
 * memory from when the caller first waits. Returns NULL if the cookie stands for nothing, or there
 * is no memory. */
void *rumpcomp_pci_irq_establish(unsigned cookie, int (*handler)(void *), void *argument);

/* Memory that a device and the VM share, zeroed: `bytes`, one run for the device, too, that begins
 * at a multiple of `align` (0 or a power of two) there. *address: the device's; *memory: the VM's.
 * ENOMEM. */
int rumpcomp_pci_dmalloc(size_t bytes, size_t align, unsigned long *address, unsigned long *memory);

/* Takes it back; `bytes` as asked for. */
void rumpcomp_pci_dmafree(unsigned long memory, size_t bytes);

/* Part of such memory: device address, length, what dmalloc gave as *memory. */
struct rumpcomp_pci_dmaseg {
    unsigned long ds_pa, ds_len, ds_vacookie;
};

/* The VM's address of `count` parts, which are one run: what dmalloc has returned lies in one
 * piece. ENOTSUP: they are not. */
int rumpcomp_pci_dmamem_map(struct rumpcomp_pci_dmaseg *parts, size_t count, size_t bytes,
                            void **memory);

/* The device's address of memory of the VM: that of dmalloc, or any other that can be written
 * (data, bss, stacks, heap). Other memory is none that a device may access: the VM ends, and says
 * so. */
unsigned long rumpcomp_pci_virt_to_mach(void *memory);

#endif
