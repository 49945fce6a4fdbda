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

/* Takes the next page of that run. Must come before the other functions. */
int64_t domains_begin(struct run *nodes);
/* Returns the most frames that the component's page table takes: its run RUN_DMA. Its memory has
 * been taken. */
uint64_t domain_pages(uint64_t id);
/* Whether that run has been taken: its devices are behind an IOMMU. */
bool domain_exists(uint64_t id);
/* Makes an empty page table. *physical: address of its node of level 3, where an IOMMU begins. */
int64_t domain_make(uint64_t id, uint64_t *physical);
/* Drops the page table, which no IOMMU uses any more. */
void domain_end(uint64_t id);
/* Maps pages of the component's memory, from its page `page` on, or a whole link, at their physical
 * addresses: *span. Without an IOMMU they only set *span. */
int64_t domain_let_memory(uint64_t id, uint64_t page, uint64_t pages, struct reach *span);
int64_t domain_let_link(uint64_t id, const struct link *link, struct reach *span);
/* Unmaps a link. */
void domain_take_link(uint64_t id, const struct link *link, struct reach *span);
/* Writes changes there back to memory, for IOMMUs that do not snoop the CPU's caches. */
void domain_write_back(uint64_t id, const struct reach *span);

/* Returns the physical address of a page of a run. */
uint64_t frame_physical(const struct run *run, uint64_t page);

#endif
