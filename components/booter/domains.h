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

/* Before all others: takes the next page of that run. */
int64_t domains_begin(struct run *nodes);
/* Frames that the component's takes at most: its run RUN_DMA. Its memory has been taken. */
uint64_t domain_pages(uint64_t id);
/* Whether that run has been taken: its devices are behind an IOMMU. */
bool domain_exists(uint64_t id);
/* Makes it, with nothing in it. *physical: of its node of level 3, where an IOMMU begins. */
int64_t domain_make(uint64_t id, uint64_t *physical);
/* No IOMMU uses it any more. */
void domain_end(uint64_t id);
/* Maps pages of the component's memory, `page` being the first one's number in that, or a whole
 * link, at their physical addresses: *span. Without an IOMMU it says where they are, no more. */
int64_t domain_let_memory(uint64_t id, uint64_t page, uint64_t pages, struct reach *span);
int64_t domain_let_link(uint64_t id, const struct link *link, struct reach *span);
/* As that, no longer. */
void domain_take_link(uint64_t id, const struct link *link, struct reach *span);
/* What has changed there is in memory, for IOMMUs that do not look into the CPU's caches. */
void domain_write_back(uint64_t id, const struct reach *span);

/* Physical address of a page of a run. */
uint64_t frame_physical(const struct run *run, uint64_t page);

#endif
