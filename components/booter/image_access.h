/* SPDX-License-Identifier: BSD-2-Clause */
/* Access to the image and to the kernel's boot information. */
#ifndef BOOTER_IMAGE_ACCESS_H
#define BOOTER_IMAGE_ACCESS_H

#include <cos/abi.h>
#include <cos/boot.h>
#include <cos/start.h>
#include <evm/image.h>
#include <place.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

static inline const struct cos_boot *boot_info(void)
{
    return (const struct cos_boot *)BOOTER_INFO;
}

static inline const struct evm_image *image(void)
{
    return (const struct evm_image *)BOOTER_IMAGE;
}

static inline const void *image_page(uint64_t page)
{
    return (const void *)(BOOTER_IMAGE + page * COS_PAGE_SIZE);
}

static inline const struct evm_component *component(uint64_t id)
{
    return (const struct evm_component *)(BOOTER_IMAGE + image()->components) + id;
}

static inline const struct evm_segment *segments_of(const struct evm_component *c)
{
    return (const struct evm_segment *)(BOOTER_IMAGE + image()->segments) + c->segment_first;
}

static inline const struct evm_grant *grants_of(const struct evm_component *c)
{
    return (const struct evm_grant *)(BOOTER_IMAGE + image()->grants) + c->grant_first;
}

static inline const struct evm_blob *blobs_of(const struct evm_component *c)
{
    return (const struct evm_blob *)(BOOTER_IMAGE + image()->blobs) + c->blob_first;
}

static inline uint64_t pages_of(uint64_t bytes)
{
    return (bytes + COS_PAGE_SIZE - 1) >> COS_PAGE_SHIFT;
}

/* Returns the component's writable segment, which is the last; NULL if it has none. */
const struct evm_segment *writable_segment(const struct evm_component *c);
/* Returns the number of pages of writable memory in the component's region: the segment, the memory
 * after it, the first stack. */
uint64_t own_pages(const struct evm_component *c);
/* Returns the number of its stacks for callers, a page each. */
uint64_t callers_count(const struct evm_component *c);
/* Returns the sum of both. */
uint64_t memory_pages(const struct evm_component *c);

/* Whether any component has a grant of that type. */
bool image_grants(enum evm_grant_type type);
/* Returns the number of the component's grants of that type. */
unsigned grants_count(uint64_t id, enum evm_grant_type type);

#endif
