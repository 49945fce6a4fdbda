/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the booter does for the part that knows devices (components/devices): that part decides
 * which device may do what; the booter alone has memory, capabilities and address spaces to give.
 * This, domains.h, frames.h, image_access.h, links.h and report.h is all that the part sees of it.
 */
#ifndef BOOTER_FOR_DEVICES_H
#define BOOTER_FOR_DEVICES_H

#include "domains.h"
#include "frames.h"
#include "image_access.h"
#include "links.h"
#include "report.h"

/* Which components are there: from the end of their creation to the beginning of their
 * destruction. */
extern bool alive[EVM_COMPONENTS];
/* Whether it is there, is being made or comes to its end: it has frames. */
bool component_exists(uint64_t id);

/* One thread at a time makes, ends, or works on devices. A section is short: a step (step.c), or a
 * few accesses. While it lasts no other thread runs, so a caller of low priority never delays one
 * of a higher priority. An error: not begun. */
int64_t begin_section(void);
void end_section(void);

/* Frames for page tables by which the part looks at device memory: the run RUN_MEMORY of the
 * booter. */
int64_t nodes_allocate(void);

struct range {
    uint64_t address, pages;
    uint64_t slot, page; /* where they are: page of a region */
    uint32_t rights;
};

/* Maps a range into any page table; its nodes are taken from a run. */
int64_t space_map_range(uint64_t pagetable, struct run *nodes, const struct range *range);

/* These give a component, in one of its slots: an interrupt line, in slot COS_SLOT_IRQ + index,
 * with the events that an interrupt tells it; ports; a region of device memory. */
int64_t table_give_line(uint64_t id, unsigned index, uint64_t line, uint64_t events);
int64_t table_give_ports(uint64_t id, uint64_t slot, uint64_t first, uint64_t last);
int64_t table_give_region(uint64_t id, uint64_t slot, uint64_t page, uint64_t pages);

#endif
