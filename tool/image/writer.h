/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files that write images. */
#ifndef IMAGE_WRITER_H
#define IMAGE_WRITER_H

#include "image.h"
#include "pages.h"

/* The arrays of an image while it grows; page numbers count from the first page behind the header
 * until the end. */
struct writer {
    struct buffer components, segments, grants, blobs;
    struct pages pages;
    struct stacks {
        bool calls, faults, alone; /* EVM_SYM_CALLS, _FAULTS, _ALONE */
    } stacks[EVM_COMPONENTS];      /* for callers of each component */
};

static inline uint32_t elements(const struct buffer *array, size_t size)
{
    return array->size / size;
}

/* Adds second copies of all pages that a restart of part `index` needs, if it has `spare`. */
void image_copies(struct writer *writer, struct part *part, uint32_t index);
/* Appends the checksums of all pages behind the header to the image, which then is complete except
 * for the header. */
void image_sums(struct evm_image *header, struct buffer *image);

#endif
