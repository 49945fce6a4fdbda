/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The booter's interface: component calls through COS_SLOT_BOOTER, held by the supervisor and by
 * components that the image grants it. What drivers ask for is in devices.h. Results: 0 or
 * positive, or a negative COS_E* error; EDEPTH if the caller's component calls are nested so deep
 * that the booter cannot call the scheduler.
 *
 * Making and ending a component takes time, as its memory is copied, cleared or taken back page by
 * page. Both are done in steps of about BOOTER_STEP_US microseconds, one in each call, at the
 * priority of who calls; BOOTER_MORE says that there are more to do. Within a step nobody else
 * runs, so no call finds the booter busy with another one.
 */
#ifndef BOOTER_H
#define BOOTER_H

#define BOOTER_MORE        1 /* of BOOTER_CREATE, BOOTER_DESTROY: call again to go on */
#define BOOTER_STEP_US     50
#define BOOTER_FAULT_WRITE (1ull << 32) /* a write, else a read */
/* no more of this device are recorded until its component starts anew */
#define BOOTER_FAULT_LAST (1ull << 33)

enum booter_method {
    /* a1 = component id: builds it from the image and starts it. Result: BOOTER_MORE, or 0 once it
     * runs. EEXIST, ENOMEM, EINVAL; EIO: memory has lost what it is made of, and there is no copy
     * to repair that from; EBUSY: a device has not let go of a link of its (BOOTER_LENT), or the
     * supervisor has not fetched all accesses of its devices that were blocked: try again after a
     * while. Second result, with 0 and EIO: 0, or the physical address of the first page of the
     * image that was found damaged, with how many in the lowest 12 bits */
    BOOTER_CREATE,
    /* a1 = component id, a2 = the life that is meant (BOOTER_PAGES), 0 = whichever it is: ends it
     * at once, and takes back all memory it held; COS_EVENT_PEER tells the others. It is not
     * started again but by BOOTER_CREATE. Result: BOOTER_MORE, or 0 once all is done. ENOENT;
     * EBUSY: its thread has not come back from another component yet, or something still uses a
     * page of it; try again after a while; EIO: a device of its, or the IOMMU, does not stop: its
     * memory is never used again */
    BOOTER_DESTROY,
    BOOTER_FREE,      /* page frames that are free */
    BOOTER_PAGES,     /* a1 = component id: page frames it takes, kernel objects included; second
                      result = the number of its life, from 1 up. ENOENT */
    BOOTER_PEEK,      /* a1 = component id, a2 = address: second result = the 8 bytes there
                      (a2 aligned). ENOENT */
    BOOTER_DMA_FAULT, /* the supervisor only: the next access that the IOMMU has blocked. ENOENT:
                         none. Else bits 0-15: place of the device, 16-23: component that has it, 0:
                         none, 24-31: the IOMMU's reason, and BOOTER_FAULT_*; second result =
                         address of the page. Further ones raise the line in COS_SLOT_IRQ */
    BOOTER_LENT,      /* a1 = component id, a2 = id: which component, of that id or the next above,
                         has come to its end and cannot be made, as a device of component a1 has a
                         link of its (DEVICES_LINK); second result = the number of its last life.
                         ENOENT: none */
    BOOTER_CLOCK,     /* the supervisor only: corrects the system's clock (cos/clock.h) by the
                       machine's counters and its clock. Result: 1: the day has jumped, whoever
                       goes by it is to be told (COS_EVENT_TIME); 0: it has not. Second result =
                       when to call again, TSC ticks */
};

#endif
