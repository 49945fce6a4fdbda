/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The booter's interface: component calls through COS_SLOT_BOOTER, held by the supervisor and by
 * components that the image grants it. devices.h has the calls of drivers. Results: 0 or positive,
 * or a negative COS_E* error; EDEPTH if the caller's component calls are nested too deep for the
 * booter to call the scheduler.
 *
 * Making and ending a component takes time, as the booter copies, clears or takes back its memory
 * page by page. It does both in steps of about BOOTER_STEP_US microseconds, one in each call, at
 * the priority of the caller; BOOTER_MORE says that there is more to do. A call may wait for the
 * step of another thread, which has at least the caller's priority meanwhile. A step ends early,
 * but not before its first page, at the TSC time in a3 (0: none) and by BOOTER_HURRY.
 */
#ifndef BOOTER_H
#define BOOTER_H

#define BOOTER_MORE    1 /* of BOOTER_CREATE, BOOTER_DESTROY: call again to go on */
#define BOOTER_STEP_US 10

enum booter_method {
    /* a1 = component id: builds it from the image and starts it. Result: BOOTER_MORE, or 0 once it
     * runs. EEXIST, ENOMEM, EINVAL; EIO: its pages in the image are damaged, and no copy can repair
     * them; ENOENT: the machine lacks one of its PCI devices; EDENIED: it may not have them; EBUSY:
     * a device still uses a link of the component (BOOTER_LENT), or the component `devices` has not
     * found or attached its devices yet: try again after a while. Second result: with 0 and EIO: 0,
     * or the physical address of the first damaged page of the image, with the number of damaged
     * pages in the lowest 12 bits; with ENOENT, the index of the PCI device; with EDENIED, the
     * address of a struct work_refusal (device_work.h) in `devices`, or 0 */
    BOOTER_CREATE,
    /* a1 = component id, a2 = number of the life to end (BOOTER_PAGES), 0 = any: ends it at once,
     * and takes back all its memory; COS_EVENT_PEER tells the others. Only BOOTER_CREATE starts it
     * again. Result: BOOTER_MORE, or 0 once all is done. ENOENT; EBUSY: its thread has not come
     * back from another component yet, or a page of it is still in use; try again after a while;
     * EIO: one of its devices, or the IOMMU, does not stop: its memory is never used again */
    BOOTER_DESTROY,
    BOOTER_FREE,  /* result: number of free page frames */
    BOOTER_PAGES, /* a1 = component id: result: page frames that it has, kernel objects
                     included; second result = the number of its life, from 1 up. ENOENT */
    BOOTER_PEEK,  /* a1 = component id, a2 = address: second result = the 8 bytes there
                  (a2 aligned). ENOENT */
    BOOTER_LATE,  /* the supervisor only: second result: since when `devices` (device_work.h)
                     has not asked for its work, TSC time. ENOENT: there is none, or it is not
                     there */
    BOOTER_HURRY, /* the supervisor only: ends the step of another thread early, or the next step */
    BOOTER_LIVING, /* second result: bits of the components that are there */
    BOOTER_LENT,   /* a1 = component id, a2 = id: result: the component, of that id or the next
                      above, that has ended and cannot be made, as a device of component a1 still
                      uses one of its links (DEVICES_LINK); second result = the number of its
                      last life. ENOENT: none */
    BOOTER_CLOCK,  /* the supervisor only: corrects the system's clock (cos/clock.h) by the
                      machine's counters and its real-time clock. Result: 1: the time of day has
                      jumped, so tell all components (COS_EVENT_TIME); 0: it has not. Second
                      result = when to call again, TSC ticks */
    BOOTER_SCRUB,  /* the supervisor only: a1 = page of the image, behind the header: compares it
                      with its checksum. Repairs it from its other copy, if it has one, while
                      components use it. The booter's own data count as sound. Result: 0: it was as
                      the tool wrote it; 1: it was not, and has been repaired; EIO: it is not, and
                      no sound copy can repair it. Second result = its physical address. EINVAL: no
                      page has that number */
};

#endif
