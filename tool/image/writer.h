/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files share that write images. */
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

/* Adds second copies of all that a restart needs of the part of that index, if it is to have them.
 */
void image_copies(struct writer *writer, struct part *part, uint32_t index);
/* Puts the sums of all pages behind the header into the image, behind them; it is complete then but
 * for the header. */
void image_sums(struct evm_image *header, struct buffer *image);

#endif
