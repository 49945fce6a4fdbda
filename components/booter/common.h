/* SPDX-License-Identifier: BSD-2-Clause */
/* The booter's own data and functions, shared by its files. */
#ifndef COMPONENTS_BOOTER_H
#define COMPONENTS_BOOTER_H

#include <booter.h>
#include <cos/abi.h>
#include <cos/boot.h>
#include <cos/start.h>
#include <evm/image.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "frames.h"
#include "image_access.h"
#include "links.h"
#include "report.h"

/* Which components have been made, so that others may be connected to them, and are not being
 * destroyed. */
extern bool alive[EVM_COMPONENTS];
/* Those of them that are connected, too, and may run: others see only these. */
extern bool started[EVM_COMPONENTS];
/* Whether it has frames: it is there, being made or being ended. */
bool component_exists(uint64_t id);

struct range {
    uint64_t address, pages;
    uint64_t slot, page; /* where its frames are: page of a region */
    uint32_t rights;
};

/* ---- step.c: making and ending components goes in steps, so that a caller waits for at most one
 * step. Each call of a stage handles at least one page, and more until the step is over; *done
 * counts the pages handled, 0 at first. A stage returns BOOTER_MORE, 0 when it has finished, or an
 * error. ---- */

enum state { STATE_ABSENT, STATE_MAKING, STATE_MADE, STATE_ENDING };

struct progress {
    enum state state;
    unsigned stage;        /* of its creation or its end */
    uint64_t done, step;   /* pages handled in that stage; at the beginning of this step */
    uint64_t left, before; /* of its end: pages still in use after this pass, and after the one
                              before */
    int64_t error;         /* of its creation, which is therefore being undone */
};

extern struct progress progress[EVM_COMPONENTS];
extern uint64_t lives[EVM_COMPONENTS]; /* numbers of their current lives, from 1 up */

/* Begins a step, which ends after BOOTER_STEP_US, or at the TSC time `until` if that comes before;
 * 0: it does not. Before the first call all work is one step: at boot no caller waits. */
void step_begin(uint64_t until);
bool step_is_over(void);
/* Whether work is done in steps: it is not at boot. */
bool step_is_timed(void);
void step_end(void);
/* Another thread ends the current step early, or the next one if there is none. */
void step_hurry(void);

/* ---- section.c ---- */

/* A critical section: one thread at a time makes or ends components, or works for `devices`
 * (cos/lock.h). It is short: a step, or a few accesses. EDEPTH: it has not begun, as the caller
 * could not call the scheduler in it. */
int64_t begin_section(uint64_t thread);
void end_section(void);
/* Between these, in a section, no other thread runs. */
void stop_others(void);
void release_others(void);

/* ---- check.c ---- */

/* Checks everything in the image's header; gives up, with the reason, if it is not valid. */
void check_image(void);

/* ---- claims.c ---- */

/* Returns why the component may not have the ports, line, memory or device of one of its grants,
 * whose numbers are valid; NULL: it may. The components before it have been checked. */
const char *claim_refusal(uint64_t id, const struct evm_grant *g);

/* ---- exposures.c ---- */

/* Reports what components may find out about each other on this CPU, if anything; gives up if the
 * image requires a safer one. */
void check_exposures(void);

/* ---- need.c: takes frames, in this order: for the supervisor's record (board.h), the booter
 * itself and the page tables of its windows; for links (links.c) and the tables of `devices`; for
 * each component. The tool uses the same functions. ---- */

int64_t booter_allocate(void);
/* Takes the frames that outlive `devices` (WORK_TABLES), if the image grants PCI devices. */
int64_t tables_allocate(void);
/* Takes the component's runs, except that of its links. ENOMEM: takes none. */
int64_t component_allocate(uint64_t id);
void component_free(uint64_t id);
/* Returns the number of nodes of the component's capability table. */
uint64_t table_nodes(uint64_t id);

/* ---- layout.c: the layout of a component's address space ---- */

typedef int64_t visitor(uint64_t id, const struct range *range, void *context);

/* Calls `visit` for each range, in ascending order up to the high blobs. Stops at the first error
 * and returns it. */
int64_t space_ranges(uint64_t id, visitor *visit, void *context);
/* Returns the most page-table nodes that the address space needs, root excluded. */
uint64_t space_nodes(uint64_t id);
/* Calls `visit` for each of the component's stacks for callers, whose frames begin at page `page`
 * of a region. */
int64_t space_callers(uint64_t id, uint64_t slot, uint64_t page, visitor *visit, void *context);
/* The page of the image with the clock. */
extern uint64_t clock_page;
/* Returns the address of its first blob. */
uint64_t blobs_start(const struct evm_component *c);

/* ---- space.c: address spaces. Errors are those of the system calls. ---- */

/* Maps a range into any page table; takes its nodes from a run. */
int64_t space_map_range(uint64_t pagetable, struct run *nodes, const struct range *range);
/* Fills the component's start page. */
int64_t space_start(uint64_t id);
/* Fills its writable memory: a stage. */
int64_t space_fill(uint64_t id, uint64_t *done);
/* Maps everything: a stage. */
int64_t space_map(uint64_t id, uint64_t *done);
/* Copies page `from` of the image over page `page`. */
int64_t space_repair(uint64_t page, uint64_t from);
/* Maps the firmware's memory for reading, one range at a time, until space_unlook(). NULL: it
 * cannot. Call it in a section. */
const uint8_t *space_look(uint64_t physical, uint64_t bytes);
void space_unlook(void);
/* Returns the physical address of a page of the image, for reports. */
uint64_t space_image_address(uint64_t page);
/* Makes the page-table nodes for the booter's own window, from its own run. */
int64_t window_init(void);
/* Maps the booter's stacks for callers; from here on it can be called. */
int64_t callers_init(void);

/* ---- verify.c: checks the pages of which a component is made ---- */

/* Checks some of the pages of which a component is made, while it is not there: a bounded step.
 * BOOTER_MORE: there are more; 0: all are as the tool wrote them, or have been repaired; EIO: one
 * is damaged and cannot be repaired. After 0 and EIO the next call begins again. Not used at boot,
 * where the booter trusts what the boot loader has just loaded. */
int64_t verify(uint64_t id);
/* Returns the damaged pages, in the format of BOOTER_CREATE's second result. */
uint64_t verify_damage(uint64_t id);
/* Whether a page between the header and the checksums is as the tool wrote it. */
bool scrub_sound(uint64_t page);
/* Repairs it if it is not, while components may use it. Call it in a section. Results are those of
 * BOOTER_SCRUB. */
int64_t scrub_mend(uint64_t page);

/* ---- clock.c ---- */

/* Starts the system's clock (interface/cos/clock.h). */
void clock_init(void);
/* Finds the machine's counters. Call it in a section. */
void clock_begin(void);
/* Corrects the clock by the machine's counters and its real-time clock. Returns 1 if the time of
 * day has jumped, else 0. *next: TSC time of the next call. Only the supervisor's thread may
 * call. */
int64_t clock_correct(uint64_t *next);

/* ---- tables.c: capability tables ---- */

/* Whether the component may call the booter. */
bool may_call_booter(uint64_t id);
int64_t table_fill(uint64_t id);
/* These give a component, in one of its slots: an interrupt line, in slot COS_SLOT_IRQ + index,
 * with the events that an interrupt tells it; ports; a region of device memory. */
int64_t table_give_line(uint64_t id, unsigned index, uint64_t line, uint64_t events);
int64_t table_give_ports(uint64_t id, uint64_t slot, uint64_t first, uint64_t last);
int64_t table_give_region(uint64_t id, uint64_t slot, uint64_t page, uint64_t pages);
/* Makes the gates of the component to others, and those of others to it. Both sides exist. */
int64_t table_connect(uint64_t id);

/* ---- create.c, destroy.c ---- */

/* Whether building can begin. EBUSY: a device uses one of its links, or `devices` has not described
 * its devices yet; ENOENT: the machine lacks one of them; EDENIED: it may not have them; *more: as
 * WORK_DONE's. */
int64_t component_due(uint64_t id, uint64_t *more);
/* A step of building a component from the image, which is due: BOOTER_MORE, or 0 at the end. EBUSY:
 * `devices` has not attached its devices yet; ENOMEM; or an error of the kernel. Any error but
 * EBUSY leaves nothing behind. */
int64_t component_create(uint64_t id);
/* Connects it with others and hands its thread to the scheduler. */
int64_t component_start(uint64_t id);
/* A step of ending it and all that lives in its memory, and of taking that back: BOOTER_MORE, or 0
 * at the end. EBUSY: its thread has not come back from another component yet, a page is still in
 * use, or one of its devices has not stopped yet; EIO: one does not stop. */
int64_t component_destroy(uint64_t id);

#endif
