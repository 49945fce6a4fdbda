/* SPDX-License-Identifier: BSD-2-Clause */
/* The pages of an image: runs of whole pages. Equal runs are stored once. */
#ifndef PAGES_H
#define PAGES_H

#include <stdint.h>

#include "base/base.h"

struct pages {
    struct buffer data;
    struct page_run *runs;
    uint32_t run_count;
};

/* Returns the number of pages that `bytes` take. */
uint32_t page_count(uint64_t bytes);

/* Adds a run of page_count(bytes) pages, the last one padded with zeros. Returns the number of its
 * first page, or that of an equal run if there is one and `shared` is set. */
uint32_t pages_add(struct pages *pages, const void *data, size_t bytes, bool shared);
void pages_free(struct pages *pages);

#endif
