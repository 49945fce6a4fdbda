/* SPDX-License-Identifier: BSD-2-Clause */
#include "pages.h"

#include <cos/abi.h>
#include <stdlib.h>
#include <string.h>

struct page_run {
    uint32_t first, count;
};

uint32_t page_count(uint64_t bytes)
{
    return (bytes + COS_PAGE_SIZE - 1) >> COS_PAGE_SHIFT;
}

uint32_t pages_add(struct pages *pages, const void *data, size_t bytes, bool shared)
{
    struct page_run run = {pages->data.size >> COS_PAGE_SHIFT, page_count(bytes)};
    char *start = buffer_extend(&pages->data, (size_t)run.count << COS_PAGE_SHIFT);

    if (bytes)
        memcpy(start, data, bytes);
    if (!shared)
        return run.first;
    for (uint32_t i = 0; i < pages->run_count; i++) {
        const char *other = pages->data.data + ((size_t)pages->runs[i].first << COS_PAGE_SHIFT);

        if (pages->runs[i].count == run.count &&
            !memcmp(other, start, (size_t)run.count << COS_PAGE_SHIFT)) {
            pages->data.size -= (size_t)run.count << COS_PAGE_SHIFT;
            return pages->runs[i].first;
        }
    }
    pages->runs = need_more(pages->runs, (pages->run_count + 1) * sizeof(run));
    pages->runs[pages->run_count++] = run;
    return run.first;
}

void pages_free(struct pages *pages)
{
    buffer_free(&pages->data);
    free(pages->runs);
    *pages = (struct pages){0};
}
