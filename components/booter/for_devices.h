/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the booter does for the part that handles devices (components/devices): that part decides
 * which device may do what; only the booter has memory, capabilities and address spaces to give.
 * Of the booter, the part uses only this file, acpi.h, domains.h, frames.h, image_access.h, links.h
 * and report.h.
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
/* Whether it has frames: it is there, being made or being ended. */
bool component_exists(uint64_t id);

/* A critical section: one thread at a time makes or ends components, or works on devices. It is
 * short: a step (step.c), or a few accesses. Meanwhile no other thread runs, so a caller of low
 * priority never delays one of a higher priority. On an error the section has not begun. */
int64_t begin_section(void);
void end_section(void);

/* Takes frames for the page tables that map device memory for the part: the run RUN_MEMORY of the
 * booter. */
int64_t nodes_allocate(void);

struct range {
    uint64_t address, pages;
    uint64_t slot, page; /* where its frames are: page of a region */
    uint32_t rights;
};

/* Maps a range into any page table; takes its nodes from a run. */
int64_t space_map_range(uint64_t pagetable, struct run *nodes, const struct range *range);

/* These give a component, in one of its slots: an interrupt line, in slot COS_SLOT_IRQ + index,
 * with the events that an interrupt tells it; ports; a region of device memory. */
int64_t table_give_line(uint64_t id, unsigned index, uint64_t line, uint64_t events);
int64_t table_give_ports(uint64_t id, uint64_t slot, uint64_t first, uint64_t last);
int64_t table_give_region(uint64_t id, uint64_t slot, uint64_t page, uint64_t pages);

#endif
