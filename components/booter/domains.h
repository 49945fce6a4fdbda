/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables for devices. Memory policy is the booter's: it makes them of the component's own
 * frames, and maps in them no memory but the component's own and its links.
 */
#ifndef BOOTER_DOMAINS_H
#define BOOTER_DOMAINS_H

#include <stdbool.h>
#include <stdint.h>

#include "frames.h"
#include "links.h"

struct reach {
    uint64_t first, last; /* physical addresses */
};

/* Takes the next page of that run, if the image grants PCI devices. Must come before the other
 * functions. */
int64_t domains_begin(struct run *nodes);
/* Returns the most frames that the component's page table takes: its run RUN_DMA; 0: it has no
 * devices, or no page table for them. Its memory has been taken. */
uint64_t domain_pages(uint64_t id);
/* Whether that run has been taken: its devices are behind an IOMMU. */
bool domain_exists(uint64_t id);
/* Whether components with devices get such a page table: unless it is said, they do. */
void domains_confine(bool confine);
/* Makes an empty page table. */
int64_t domain_make(uint64_t id);
/* Returns the physical address of its node of level 3, where an IOMMU begins; 0: there is none. */
uint64_t domain_node(uint64_t id);
/* Drops the page table, which no IOMMU uses any more. */
void domain_end(uint64_t id);
/* Maps pages of the component's memory, from its page `page` on, at most DEVICES_DMA_PAGES of them,
 * or a whole link, at their physical addresses: *span. Without an IOMMU they only set *span. */
int64_t domain_let_memory(uint64_t id, uint64_t page, uint64_t pages, struct reach *span);
int64_t domain_let_link(uint64_t id, const struct link *link, struct reach *span);
/* Unmaps a link. */
void domain_take_link(uint64_t id, const struct link *link, struct reach *span);
/* Writes changes there back to memory, for IOMMUs that do not snoop the CPU's caches. */
void domain_write_back(uint64_t id, const struct reach *span);

/* Returns the physical address of a page of a run. */
uint64_t frame_physical(const struct run *run, uint64_t page);

#endif
