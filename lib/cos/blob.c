/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/blob.h>
#include <cos/string.h>

const struct cos_blob *cos_blob_find(const struct cos_start *start, const char *name)
{
    for (uint32_t i = 0; i < start->blob_count; i++)
        if (strcmp(start->blobs[i].name, name) == 0)
            return &start->blobs[i];
    return NULL;
}
