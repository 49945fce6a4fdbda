/* SPDX-License-Identifier: BSD-2-Clause */
/* Page frames, and the slots of the booter's own capability table: who has which. */
#ifndef BOOTER_FRAMES_H
#define BOOTER_FRAMES_H

#include <cos/abi.h>
#include <cos/boot.h>
#include <evm/image.h>
#include <stdint.h>

/* Slots of the booter's own capability table. The scratch slots are in use only while something is
 * being made. */
enum {
    SLOT_SCRATCH = COS_BOOT_SLOT_FREE,
    SLOT_THREAD, /* scratch: of the component being made */
    SLOT_LINE,   /* scratch: an interrupt line */
    SLOT_SCHED,  /* gate */
    SLOT_SCHED_THREAD,
    SLOT_ABSENT,  /* endpoints: at the first no thread waits, at the others callers */
    SLOT_WORK,    /* signals WORK_EVENT to `devices` */
    SLOT_CONSOLE, /* the console's thread, for the supervisor, which at boot is made later */
    SLOT_COMPONENTS = COS_NODE_SLOTS,
};
#define SLOT_COMP(id)      (SLOT_COMPONENTS + 3 * (id))
#define SLOT_PT(id)        (SLOT_COMPONENTS + 3 * (id) + 1)
#define SLOT_ENDPOINTS(id) (SLOT_COMPONENTS + 3 * (id) + 2)
/* where its thread waits for the booter's lock */
#define SLOT_WAIT(id) (SLOT_COMPONENTS + 3 * EVM_COMPONENTS + (id))
/* page table for its devices */
#define SLOT_DMA(id)    (SLOT_COMPONENTS + 4 * EVM_COMPONENTS + (id))
#define SLOT_RAM(index) (COS_BOOT_SLOT_RAM + (index))
/* Nodes of the booter's own capability table, for SLOT_COMP() to SLOT_WAIT() of all components. */
#define OWN_NODES ((SLOT_WAIT(EVM_COMPONENTS - 1) - SLOT_COMPONENTS) / COS_NODE_SLOTS + 1)

/* Page frames: page `first` and on of the RAM region `ram`. */
struct place {
    uint32_t ram, first, pages;
};

struct run {
    uint32_t ram, first, pages, used; /* its place; used: pages that run_take() has taken */
    struct place home;                /* its last place, which it gets again */
};

/* The first pages of a component's objects, in this order. */
enum { OBJECT_START_PAGE, OBJECT_ROOT, OBJECT_COMPONENT };

enum run_kind { RUN_OBJECTS, RUN_MEMORY, RUN_LINKS, RUN_DMA, RUN_KINDS };

extern struct run runs[EVM_COMPONENTS][RUN_KINDS];

/* Takes free frames for a component's run. Returns 0, or ENOMEM: then it has none. */
int64_t run_allocate(struct run *run, uint64_t pages);
void run_free(struct run *run);
/* Returns the next page of a run, as a page of its region. The caller knows that there is one. */
uint32_t run_take(struct run *run);
uint64_t frames_free(void);

#endif
