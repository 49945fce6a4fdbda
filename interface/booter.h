/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The booter's interface: component calls through COS_SLOT_BOOTER, held by the supervisor, by whom the image grants it,
 * and by drivers of PCI devices, for BOOTER_PCI_* only (others: EDENIED). Results: 0 or positive, or a negative COS_E*
 * error.
 */
#ifndef BOOTER_H
#define BOOTER_H

enum booter_method {
    BOOTER_CREATE,  /* a1 = component id: builds it from the image and starts it. EEXIST, ENOMEM, EINVAL;
                       EBUSY: not now, try again */
    BOOTER_DESTROY, /* a1 = component id: ends it, takes back all memory it held; COS_EVENT_PEER tells the
                       others. It is not started again but by BOOTER_CREATE. ENOENT; EBUSY: not now, try again */
    BOOTER_FREE,    /* page frames that are free */
    BOOTER_PAGES,   /* a1 = component id: page frames it takes, kernel objects included. ENOENT */
    BOOTER_PEEK,    /* a1 = component id, a2 = address: second result = the 8 bytes there (a2 aligned). ENOENT */
    BOOTER_PCI_MASTER, /* a1 = index of one of the caller's devices (struct cos_start); a2 = 1: lets the device access
                          memory and send its messages (MSI-X), once the caller has reset it; 0: ends that. ENOENT: it
                          has no such device; EBUSY: not now, try again */
    BOOTER_PCI_LINK, /* a1 = index of one of the caller's links (struct cos_start): the physical address of its memory,
                        one run, for a device. ENOENT; EDENIED: the caller has no PCI device */
};

#endif
