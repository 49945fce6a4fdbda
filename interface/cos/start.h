/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the booter hands to every other component: read-only pages at COS_START that begin with
 * struct cos_start, and capabilities in the slots below. A component's writable memory is one run
 * of frames in its own region: page 0 of the region is the first page of its writable segment
 * (data, bss), and `ram_pages` more, mapped as well, follow it; the last `stack_pages` of the
 * region are its first thread's stack (cos/stacks.h).
 */
#ifndef COS_START_H
#define COS_START_H

#include <cos/stacks.h>
#include <stddef.h>
#include <stdint.h>

#define COS_START       0x10000 /* address of struct cos_start */
#define COS_START_BLOBS 8
#define COS_START_NAME  32
#define COS_START_LINKS 64
#define COS_START_PCI   4
/* console, supervisor, devices: the image's header pages (evm/image.h), read-only; in the
 * supervisor also each component's symbols, at their page offset from here */
#define COS_IMAGE 0x10000000ul

/* Slots that are filled in every component, unless said otherwise. */
#define COS_SLOT_COMP   1 /* itself; MANAGE */
#define COS_SLOT_PT     2 /* its page-table root; READ|WRITE */
#define COS_SLOT_THREAD 3 /* its first thread; MANAGE|READ|WRITE */
/* endpoint 0 of its endpoint page, bound to the first thread; all rights */
#define COS_SLOT_ENDPOINT   4
#define COS_SLOT_REGION     5 /* its writable memory; all rights */
#define COS_SLOT_SCHED      6 /* gate: interface/sched.h */
#define COS_SLOT_CONSOLE    7 /* gate: interface/console.h */
#define COS_SLOT_SUPERVISOR 8 /* gate: interface/supervisor.h */
/* gate: interface/booter.h; only in the supervisor and where the manifest grants it; in the
 * component for devices: interface/device_work.h */
#define COS_SLOT_BOOTER 9
/* gate: interface/netbsd.h, of the VM whose files the component uses, if the manifest says so */
#define COS_SLOT_FILES   10
#define COS_SLOT_SOCKETS 11 /* the same for sockets; both may be of one VM */
/* gate: the supervisor's entry for the component's faults; only where the manifest grants a PCI
 * device. A component that handles its own faults (COS_OP_COMP_FAULT) restores this gate for those
 * that it does not handle. A call of it without a fault returns EDENIED */
#define COS_SLOT_FAULT 12
/* gate: interface/devices.h; only where the manifest grants a PCI device */
#define COS_SLOT_DEVICES 13
#define COS_SLOT_SPARE   14 /* 14-15: empty; the component's own */
/* 16-23: interrupt lines, in the order of the grants; then those of PCI devices */
#define COS_SLOT_IRQ   16
#define COS_SLOT_PORTS 24 /* 24-31: port ranges; then those of PCI devices */
#define COS_SLOT_MMIO  32 /* 32-39: device memory regions; then those of PCI devices */
#define COS_SLOT_CALL  40 /* 40-55: gates to other components, in the order of the manifest */
/* 56-119: endpoints of other components, to signal, in the order of the manifest. The second node
 * (64-127) exists only where there are more than 8 */
#define COS_SLOT_SIGNAL 56
/* from here on for the component's own use, in nodes that it adds: COS_OP_CAP_GROW */
#define COS_SLOT_OWN 128

#define COS_SIGNALS 64 /* most endpoints to signal */

/* Event bits at endpoint 0. */
#define COS_EVENT_TIMER (1u << 0)  /* the timer set by sched_timer() has expired */
#define COS_EVENT_INPUT (1u << 1)  /* console input is available */
#define COS_EVENT_PEER  (1u << 2)  /* a component has died; ask the supervisor which */
#define COS_EVENT_POWER (1u << 3)  /* asks the component to end: the system powers off */
#define COS_EVENT_TIME  (1u << 4)  /* the time of day has jumped (cos/clock.h) */
#define COS_EVENT_ALIVE (1u << 5)  /* the supervisor asks for a sign of life (cos/alive.h) */
#define COS_EVENT_IRQ   (1u << 8)  /* << n: interrupt line n of the component's grants */
#define COS_EVENT_OWN   (1u << 16) /* 16-31: the component's own use */
/* component `id` has signalled, as the manifest allows it */
#define COS_EVENT_FROM(id) (1ull << (32 + (id) % 32))

/*
 * Links: memory that two components share, as the manifest declares; all zero whenever its owner
 * starts. It is at the same address in both, given by the owner's id and the link's number among
 * the owner's. The other side may change or forge anything there: copy it once, then check the
 * copy.
 */
#define COS_LINKS      0x100000000000
#define COS_LINKS_EACH 8        /* most links of one owner */
#define COS_LINK_BYTES 0x200000 /* most bytes of one link */
#define COS_LINK_ADDRESS(owner, index) \
    (COS_LINKS + ((uint64_t)(owner)*COS_LINKS_EACH + (index)) * COS_LINK_BYTES)

struct cos_link {
    uint32_t owner, peer; /* ids; one of them is this component */
    uint64_t address, bytes;
};

/*
 * A PCI device that the manifest grants. It responds to accesses to its memory; its interrupts and
 * its own accesses to memory are off until the driver has reset the device and calls DEVICES_MASTER
 * (interface/devices.h).
 */
#define COS_PCI_BARS   6
#define COS_PCI_CONFIG 256

struct cos_pci {
    uint32_t place;           /* bus << 8 | device << 3 | function */
    uint32_t irq_slot;        /* its line, message-signalled unless DEVICES_PLAIN changes that;
                                 COS_EVENT_IRQ << (irq_slot - COS_SLOT_IRQ) at endpoint 0 */
    uint32_t message_data;    /* the data that the device must write, */
    uint64_t message_address; /* and the address, to raise the message-signalled one (COS_OP_IRQ_MSI
                                 returns what the CPU expects, which differs behind an IOMMU) */
    struct {
        /* physical, whole pages: a smaller BAR has its page, if no other BAR begins there. 0 bytes:
         * none. A 64-bit BAR takes two entries */
        uint64_t address, bytes;
        uint64_t slot; /* of its region */
    } bars[COS_PCI_BARS];
    struct {
        uint16_t first, count; /* I/O ports; 0: it has none there */
        uint32_t slot;         /* COS_SLOT_PORTS + n */
    } ports[COS_PCI_BARS];
    uint8_t config[COS_PCI_CONFIG]; /* its configuration space, as it was when
                                       the component started */
};

struct cos_blob {
    char name[16];
    uint64_t address, bytes;
}; /* read-only data that the image carries: evm/blobs.h */

struct cos_start {
    char name[COS_START_NAME];        /* of the component, as in the manifest */
    uint64_t callers[COS_STACK_SETS]; /* threads for which it has a stack, a bit each, by the
                                         sets of cos/stacks.h */
    uint32_t id;                      /* of the component: its index in the image */
    uint32_t blob_count;
    uint32_t link_count, pci_count;
    uint32_t watchdog; /* as in struct evm_component: milliseconds between signs of life */
    uint32_t reserved;
    uint64_t tsc_hz, boot_tsc, calibration; /* as in struct cos_boot; cos/clock.h has corrected
                                               values */
    uint64_t rw_start;                      /* address of page 0 of COS_SLOT_REGION */
    uint64_t rw_pages;                      /* pages of data and bss */
    uint64_t ram_start;                     /* address after those: rw_start + rw_pages * 4096 */
    uint64_t ram_pages;    /* pages from there, given by `memory:` of the manifest */
    uint64_t stack_pages;  /* of its first thread's stack, which ends at COS_STACK_TOP */
    uint64_t kernel_pages; /* as in struct cos_boot */
    struct cos_blob blobs[COS_START_BLOBS]; /* evm/blobs.h */
    struct cos_link links[COS_START_LINKS]; /* its own in the order of the manifest, then
                                               those of others with it */
    struct cos_pci pci[COS_START_PCI];      /* in the order of the manifest */
};
_Static_assert(COS_START + offsetof(struct cos_start, callers) == COS_CALLERS,
               "entry stubs read it there");

#endif
