/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the booter and the component `devices` (EVM_DEVICES) say to each other: component calls of
 * that component through its COS_SLOT_BOOTER. The booter never calls it and never waits for it: it
 * writes down what there is to do for which component, signals WORK_EVENT, and refuses to make or
 * end that component with EBUSY until `devices` has said that the work is done. Work that is not
 * done survives the end of `devices`: its next life fetches it again. Results: 0 or positive, or a
 * negative COS_E* error. Only the booter has memory, capabilities and page tables to give: it
 * checks what it is asked for.
 */
#ifndef DEVICE_WORK_H
#define DEVICE_WORK_H

#include <cos/start.h>
#include <stdint.h>

/* Event at its endpoint 0: there is work. COS_EVENT_IRQ is the line of blocked accesses, and of
 * storms (COS_IRQ_STORMS). */
#define WORK_EVENT COS_EVENT_OWN

/* Slots for regions of device memory that it asks for (WORK_REGION), and of its port ranges. */
#define WORK_SLOT_REGISTERS COS_SLOT_MMIO       /* of one unit of an IOMMU; for mapping them */
#define WORK_SLOT_EXPRESS   (COS_SLOT_MMIO + 1) /* configuration space of PCI Express */
#define WORK_SLOTS          2
#define WORK_SLOT_PORTS     COS_SLOT_PORTS /* of configuration space (evm/machine.h) */

/*
 * Memory that outlives it, mapped writable in each of its lives, zeroed once, at boot: the tables
 * that the IOMMU reads, and what must not be lost. In an image that grants PCI devices. The rest of
 * the page-table leaf is free for device memory.
 */
#define WORK_TABLES     0x170000000000
#define WORK_LEAF_PAGES 512
#define WORK_UNITS      16 /* most units of an IOMMU */
enum {
    TABLE_ROOT,
    TABLE_EMPTY, /* the context table of buses without granted devices */
    TABLE_INTERRUPTS,
    TABLE_DONE, /* words that the units write */
    TABLE_RECORDS,
    TABLE_QUEUES, /* one for each unit; then a context table for each granted device, and a root for
                     each component that has any */
    TABLE_CONTEXTS = TABLE_QUEUES + WORK_UNITS,
};

enum work_method {
    /* a1 = address of an array of struct cos_pci in its memory, one for each granted device, in the
     * order of the image: where the booter reads descriptions. First call of each life. Result:
     * physical address of page 0 of its tables; ENOENT: it has none */
    WORK_BEGIN,
    /* a1 = WORK_IOMMU, WORK_INCOHERENT: what the booter must know before it makes a component with
     * devices */
    WORK_MACHINE,
    /* a1 = component id: result: that id or the next one above for which there is work, and
     * enum work_kind << WORK_KIND; second result: the physical address of its page
     * table's node of level 3; 0: its devices are behind no IOMMU. ENOENT: none */
    WORK_NEXT,
    /* a1 = id | enum work_kind << WORK_KIND, a2 = result, 0 or an error, as a positive number; a3 =
     * more about it. The booter takes an error that enum work_kind does not list for the last one
     * that it lists. ENOENT: it is no longer asked for */
    WORK_DONE,
    /* a1 = id: whether its devices are attached: 1 or 0 */
    WORK_ATTACHED,
    /* a1 = name of an ACPI table, its first letter lowest; a2 = offset, a multiple of 8: result:
     * its bytes, 0: there is none, WORK_TABLE_DAMAGED; EINVAL: there is no pointer to tables; EIO:
     * their list cannot be read; second result: the bytes there, the first one lowest */
    WORK_TABLE,
    /* a1 = physical page, a2 = pages, a3 = slot, from COS_SLOT_MMIO on: gives it that device
     * memory. EDENIED: it is RAM, or the system or a component has it */
    WORK_REGION,
    /* a1 = message-signalled line: result: the address that a device must write to at the CPU;
     * second result: the data. EINVAL */
    WORK_MESSAGE,
    /* a1 = id | index of the device << WORK_INDEX | BAR << WORK_BAR, and WORK_PORTS; a2 = first
     * address or port, a3 = bytes or ports: the device says that it has these. Result: 0, and the
     * booter gives them to the component when it makes it; or enum work_clash. EINVAL; ENOENT: the
     * component's WORK_DESCRIBE is not asked for */
    WORK_CLAIM,
    /* a1 = id | index << WORK_INDEX, a2 = line of the interrupt controllers, 0: its
     * message-signalled one; a3 = events: gives the component that line for the device. EEXIST: the
     * line is another's */
    WORK_LINE,
    /* a1 = id | index << WORK_INDEX: signals the event of the device's line, whose messages may
     * have been lost. EINVAL; ENOENT: the component is not there */
    WORK_RAISE,
    /* a1 = id, a2 = page, a3 = pages, at most DEVICES_DMA_PAGES: adds these pages of its memory to
     * its devices' page table. ENOENT: it has no devices, or is not there; EINVAL: not its pages,
     * or a kernel object */
    WORK_MEMORY,
    /* a1 = id, a2 = index of a link, a3 = enum work_link. ENOENT: it has no such link, no
     * devices, or is not there */
    WORK_LINK,
};

#define WORK_IOMMU      1 /* devices are behind an IOMMU, */
#define WORK_INCOHERENT 2 /* which does not snoop the CPU's caches */

#define WORK_KIND  8
#define WORK_INDEX 8
#define WORK_BAR   16
#define WORK_PORTS (1u << 24)

#define WORK_TABLE_DAMAGED 1

enum work_kind {
    WORK_NONE,
    /* finds, checks and describes its devices, which then respond to accesses, but access nothing
     * themselves. Results: ENOENT: a3 = index of a device that is not in the machine; EDENIED: a3 =
     * address of struct work_refusal */
    WORK_DESCRIBE,
    WORK_ATTACH, /* gives its devices an empty page table. EIO: the IOMMU does not respond */
    /* stops its devices: they access no memory and send no interrupts any more, their requests have
     * completed, and its page table can be taken back. EIO: a device, or the IOMMU, does not
     * respond, so its memory can never be used again */
    WORK_END,
};

/* Why a component cannot have its devices, and what to do: NUL-terminated phrases in the memory of
 * `devices`. */
struct work_refusal {
    const char *why, *remedy;
};

enum work_clash { /* where a device says that its memory or ports are: */
                  CLASH_NONE,
                  CLASH_FAR,      /* beyond what can be mapped */
                  CLASH_RAM,      /* where RAM is */
                  CLASH_RESERVED, /* where the system's own are */
                  CLASH_DEVICES,  /* where `devices` has device memory */
                  CLASH_GRANTED,  /* where the manifest grants some to another component */
                  CLASH_GIVEN,    /* where another device's are */
};

enum work_link {
    LINK_LET,  /* lends it to its devices and adds it to their page table. Result: its physical
                  address. EAGAIN: its owner is not there */
    LINK_TAKE, /* takes it out of that page table */
    LINK_OVER, /* no device accesses it any more: it is no longer lent */
};

#endif
