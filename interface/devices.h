/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a driver controls its PCI devices: component calls through COS_SLOT_DEVICES, which is filled
 * only where the manifest grants a device. `index` is that of one of the caller's devices or links
 * in struct cos_start. Results: 0 or positive, or a negative COS_E* error: ENOENT if the caller has
 * no such device or link; EINVAL; EDEPTH if the caller's component calls are nested too deep; EDEAD
 * and EDENIED while the component that handles devices is away (devices_away()): then the caller
 * tries again, which does no harm, whatever the method. Its devices go on meanwhile.
 *
 * Until DEVICES_MASTER allows it, a device accesses no memory and interrupts no component; the same
 * holds after the component's end, before another component gets its memory.
 */
#ifndef DEVICES_H
#define DEVICES_H

#include <cos/abi.h>
#include <stdbool.h>
#include <stdint.h>

#define DEVICES_DMA_PAGES 512
/* Within this time the component that handles devices is found not to answer, and started again. */
#define DEVICES_AWAY_US 30000000

/* Whether that result says that it is away. */
static inline bool devices_away(int64_t result)
{
    return result == -COS_EDEAD || result == -COS_EDENIED;
}

enum devices_method {
    /* a1 = index; a2 = how it interrupts, enum devices_interrupts: lets the device access memory
     * and interrupt, once the caller has reset it; 0: ends that. ENOENT: also if the device has no
     * such interrupt; EEXIST: its line is also that of another component's device */
    DEVICES_MASTER,
    /* a1 = index of a link: lends it to the caller's devices, which may access it from now on.
     * Result: the physical address of its memory, which is contiguous. The booter neither clears it
     * nor makes its owner again before the caller ends or calls DEVICES_UNLINK. EAGAIN: its owner
     * is not there; ask again when it has signalled */
    DEVICES_LINK,
    /* a1 = index as for DEVICES_LINK: the caller's devices no longer use that link, and may not
     * access it any more. The driver must call this when the link's owner has ended
     * (COS_EVENT_PEER) and its devices have completed all requests on the link: the supervisor ends
     * a driver that does not within ten seconds */
    DEVICES_UNLINK,
    /* a1 = page of COS_SLOT_REGION, a2 = how many, 1 .. DEVICES_DMA_PAGES: the caller's devices may
     * access these pages from now on, at their physical addresses. They stay plain memory until the
     * caller's end: none can become a kernel object. EINVAL: not its pages, or one is a kernel
     * object */
    DEVICES_DMA,
    /* a1 = index, a2 = offset, a multiple of 4 below COS_PCI_CONFIG: second result = that word of
     * the device's configuration space */
    DEVICES_READ,
    /* the same, a3 = value (32 bits). Bits that the component does not control stay as they are. It
     * controls these: in the command register, memory write and invalidate, and access to memory
     * and INTx, which it can turn off but not on (DEVICES_MASTER does); status bits, which it can
     * clear; cache line size, latency timer; in power management, PME; in PCI Express, error
     * reports, relaxed ordering, no snoop, size of read requests, completion timeout; of the
     * watchdog 8086:25ab, its registers there. EINVAL also: the word has no such bit */
    DEVICES_WRITE,
};

enum devices_interrupts {
    /* MSI-X, with vectors that the driver has filled in (struct cos_pci), if the device has it */
    DEVICES_MSIX = 1,
    /* For a driver that knows INTx only: MSI where the device has it, which looks the same to such
     * a driver; else INTx, by the line that the firmware has chosen. Slot irq_slot then holds that
     * line; the driver acknowledges it when its handler has run (COS_OP_IRQ_ACK). */
    DEVICES_PLAIN,
};

#endif
