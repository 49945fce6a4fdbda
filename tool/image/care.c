/* SPDX-License-Identifier: BSD-2-Clause */
/* Protection against memory that loses bits: a checksum of each page of an image, and second
 * copies. */
#include <cos/abi.h>
#include <evm/checksum.h>

#include "writer.h"

/* Records the copy in all parts that use these pages. */
static void know_copy(struct writer *writer, uint32_t page, uint32_t pages, uint32_t copy)
{
    struct evm_segment *segments = (void *)writer->segments.data;
    struct evm_blob *blobs = (void *)writer->blobs.data;

    for (uint32_t i = 0; i < elements(&writer->segments, sizeof(*segments)); i++)
        if (segments[i].page == page && segments[i].file_pages == pages)
            segments[i].copy = copy;
    for (uint32_t i = 0; i < elements(&writer->blobs, sizeof(*blobs)); i++)
        if (blobs[i].page == page && page_count(blobs[i].bytes) == pages)
            blobs[i].copy = copy;
}

static void add_copy(struct writer *writer, struct part *part, uint32_t page, uint32_t pages)
{
    struct buffer bytes = {0};

    if (!pages)
        return;
    buffer_add(&bytes, writer->pages.data.data + (size_t)page * COS_PAGE_SIZE,
               (size_t)pages * COS_PAGE_SIZE);
    know_copy(writer, page, pages, pages_add(&writer->pages, bytes.data, bytes.size, false));
    buffer_free(&bytes);
    part->cost.image += pages;
}

void image_copies(struct writer *writer, struct part *part, uint32_t index)
{
    const struct evm_component *component = (struct evm_component *)writer->components.data + index;
    const struct evm_segment *segments = (void *)writer->segments.data;
    const struct evm_blob *blobs = (void *)writer->blobs.data;

    for (uint32_t i = component->segment_first;
         part->spare && i < component->segment_first + component->segment_count; i++)
        if (!segments[i].copy)
            add_copy(writer, part, segments[i].page, segments[i].file_pages);
    for (uint32_t i = component->blob_first;
         part->spare && i < component->blob_first + component->blob_count; i++)
        if (!blobs[i].copy)
            add_copy(writer, part, blobs[i].page, page_count(blobs[i].bytes));
}

void image_sums(struct evm_image *header, struct buffer *image)
{
    uint32_t pages = image->size / COS_PAGE_SIZE;

    header->sums = pages;
    header->sum_pages = page_count(pages * sizeof(uint64_t));
    header->pages = pages + header->sum_pages;
    buffer_extend(image, (size_t)header->sum_pages * COS_PAGE_SIZE);
    uint64_t *sums = (void *)(image->data + (size_t)pages * COS_PAGE_SIZE);

    for (uint32_t page = header->header_pages; page < pages; page++)
        sums[page] = evm_page_sum(image->data + (size_t)page * COS_PAGE_SIZE);
    header->sums_checksum = evm_sum(EVM_SUM_START, sums,
                                    (uint64_t)header->sum_pages * EVM_PAGE_WORDS);
}
