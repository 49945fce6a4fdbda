/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a component does with its PCI devices: component calls through COS_SLOT_DEVICES, which is
 * there only where the manifest grants a device. `index` is that of one of the caller's devices, or
 * of one of its links, in struct cos_start. Results: 0 or positive, or a negative COS_E* error:
 * ENOENT if the caller has no such device or link; EINVAL; EDEPTH if the caller's component calls
 * are nested too deep.
 *
 * A device that has not been let access memory accesses none, and interrupts no component; the same
 * holds again from the component's end on, before its memory is another one's.
 */
#ifndef DEVICES_H
#define DEVICES_H

#define DEVICES_DMA_PAGES 512

enum devices_method {
    /* a1 = index; a2 = how it interrupts, enum devices_interrupts: lets the device access memory
     * and interrupt, once the caller has reset it; 0: ends that. ENOENT: also if the device has no
     * such interrupt; EEXIST: its line is also that of another component's device */
    DEVICES_MASTER,
    /* a1 = index of a link: lends it to the caller's devices, which may access it from now on.
     * Result: the physical address of its memory, one run. It is neither cleared nor its owner made
     * anew before the caller has ended, or said DEVICES_UNLINK. EDEAD: its owner is not there, ask
     * again when it has rung */
    DEVICES_LINK,
    /* a1 = index as for DEVICES_LINK: the caller's devices have let go of that link, and may not
     * access it any more. To be said when the link's owner has ended (COS_EVENT_PEER) and what the
     * devices had to do with the link is done: the supervisor ends a driver that does not within
     * ten seconds */
    DEVICES_UNLINK,
    /* a1 = page of COS_SLOT_REGION, a2 = how many, 1 .. DEVICES_DMA_PAGES: the caller's devices may
     * access these pages from now on, at their physical addresses. They are memory until the
     * caller's end: no kernel object can be made of one. EINVAL: not its pages, or one is a kernel
     * object */
    DEVICES_DMA,
    /* a1 = index, a2 = offset, a multiple of 4 below COS_PCI_CONFIG: second result = the word there
     * in the device's configuration space */
    DEVICES_READ,
    /* the same, a3 = value (32 bits). Bits that the component has no say over stay as they are. It
     * has over these: of the command register, memory write and invalidate, and to turn access to
     * memory and INTx off, not on (DEVICES_MASTER does); clearing of status bits; cache line size,
     * latency timer; of power management, PME; of PCI Express, error reports, relaxed ordering, no
     * snoop, size of read requests, completion timeout. EDENIED: there is no such bit in the word
     */
    DEVICES_WRITE,
};

enum devices_interrupts {
    /* MSI-X, with vectors that the driver has filled in (struct cos_pci), if the device has it */
    DEVICES_MSIX = 1,
    /* For a driver that knows INTx only: MSI where the device has it, which looks the same to such
     * a driver; else INTx, by the line that the firmware has chosen. Slot irq_slot has the line
     * then, to be acknowledged when the handler has run (COS_OP_IRQ_ACK). */
    DEVICES_PLAIN,
};

#endif
