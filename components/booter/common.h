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

#include "for_devices.h"

/* ---- step.c: making and ending components goes in steps, so that a caller waits for one of them
 * at most. A stage of it deals with at least one page of its work in each call, and with more until
 * the step is over; *done counts what it has dealt with, 0 at first. It returns BOOTER_MORE, 0 when
 * it has done all, or an error. ---- */

enum state { STATE_ABSENT, STATE_MAKING, STATE_MADE, STATE_ENDING };

struct progress {
    enum state state;
    unsigned stage;        /* of its making or its end */
    uint64_t done, step;   /* in that stage; at the beginning of this step */
    uint64_t left, before; /* of its end: what is still there after this pass, and
                              after the one before */
    int64_t error;         /* of its making, which is therefore being undone */
};

extern struct progress progress[EVM_COMPONENTS];
extern uint64_t lives[EVM_COMPONENTS]; /* that have begun so far */

/* Until the first one everything is one step: at boot no caller waits. */
void step_begin(void);
bool step_is_over(void);

/* ---- check.c ---- */

/* Gives up, with the reason, unless everything in the image's header may be relied upon. */
void check_image(void);

/* ---- claims.c ---- */

/* Why the component may not have the ports, line, memory or device of one of its grants, whose
 * numbers make sense; NULL: it may. The components before it have been checked. */
const char *claim_refusal(uint64_t id, const struct evm_grant *g);

/* ---- exposures.c ---- */

/* Says what components may find out about each other on this CPU, if anything; gives up if the
 * image demands a better one. */
void check_exposures(void);

/* ---- need.c: what is taken, in the order in which it is: by the booter itself and for page tables
 * of what it looks at; for links (links.c) and devices (devices_begin()); for each component. The
 * tool asks the same of these functions. ---- */

int64_t booter_allocate(void);
/* The component's runs but for its links. ENOMEM: none of them. */
int64_t component_allocate(uint64_t id);
void component_free(uint64_t id);
/* Nodes that the component's table needs. */
uint64_t table_nodes(uint64_t id);

/* ---- layout.c: what a component sees where ---- */

typedef int64_t visitor(uint64_t id, const struct range *range, void *context);

/* Calls `visit` for each range, in ascending order but for high blobs and what is behind those.
 * Stops at the first error and returns it. */
int64_t space_ranges(uint64_t id, visitor *visit, void *context);
/* Page-table nodes that the address space needs at most, root excluded. */
uint64_t space_nodes(uint64_t id);
/* Calls `visit` for each of the component's stacks for callers, which are in page `page` of a
 * region and behind it. */
int64_t space_callers(uint64_t id, uint64_t slot, uint64_t page, visitor *visit, void *context);
/* The page of the image in which the clock is. */
extern uint64_t clock_page;
/* Where the first of its blobs is. */
uint64_t blobs_start(const struct evm_component *c);

/* ---- space.c: address spaces. Errors are those of the system calls. ---- */

/* Fills the component's start page. */
int64_t space_start(uint64_t id);
/* Fills its writable memory: a stage. */
int64_t space_fill(uint64_t id, uint64_t *done);
/* Maps everything: a stage. */
int64_t space_map(uint64_t id, uint64_t *done);
/* Writes a page of the image anew, as another one is. */
int64_t space_repair(uint64_t page, uint64_t from);
/* Shows physical memory of the firmware's, one range at a time, until space_unlook(). NULL: it
 * cannot. In a section. */
const uint8_t *space_look(uint64_t physical, uint64_t bytes);
void space_unlook(void);
/* Physical address of a page of the image, for reports. */
uint64_t space_image_address(uint64_t page);
/* Page-table nodes for the booter's own window, from its own run. */
int64_t window_init(void);
/* The booter's stacks for callers, likewise; from here on it can be called. */
int64_t callers_init(void);

/* ---- verify.c: whether memory has kept what a component is made of ---- */

/* Looks at some of the pages that a component is made of, which is not there: a bounded step.
 * BOOTER_MORE: there are more; 0: all are as the tool wrote them, or have been repaired; EIO: one
 * is not, and cannot be repaired. The next call begins anew then. Not at boot, where what the boot
 * loader has just brought is taken for sound. */
int64_t verify(uint64_t id);
/* Which pages were damaged, as BOOTER_CREATE returns it. */
uint64_t verify_damage(uint64_t id);

/* ---- clock.c ---- */

/* Begins to keep the system's clock (interface/cos/clock.h). */
void clock_init(void);
/* Finds the machine's counters. In a section. */
void clock_begin(void);
/* Looks at the machine's counters and its clock. 1: the day has jumped; 0: it has not. *next: TSC
 * time to do it again. The supervisor's thread only. */
int64_t clock_correct(uint64_t *next);

/* ---- tables.c: capability tables ---- */

/* Whether it may call the booter. */
bool may_call_booter(uint64_t id);
int64_t table_fill(uint64_t id);
/* Gates: those of the component to others, and those of others to it. Both sides exist. */
int64_t table_connect(uint64_t id);

/* ---- create.c, destroy.c ---- */

/* A step of building a component from the image: BOOTER_MORE, or 0 at the end. ENOENT: it lacks a
 * PCI device; ENOMEM; EBUSY: a device has one of its links, or it is not known yet what the devices
 * of its last life have tried; or what the kernel said. Nothing is left behind on an error. */
int64_t component_create(uint64_t id);
/* Connects it with others and hands its thread to the scheduler. */
int64_t component_start(uint64_t id);
/* A step of ending it and all that lives in its memory, and of taking that back: BOOTER_MORE, or 0
 * at the end. EBUSY: its thread has not come back from another component yet, something still uses
 * a page, or a device of its has not ended; EIO: one does not. */
int64_t component_destroy(uint64_t id);

#endif
