/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/runtime.h>
#include <cos/string.h>

#include "blobs.h"

const struct cos_blob *blob_find(const char *name)
{
    const struct cos_start *start = cos_self();

    for (uint32_t i = 0; i < start->blob_count; i++)
        if (strncmp(start->blobs[i].name, name, sizeof(start->blobs[i].name)) == 0)
            return &start->blobs[i];
    return NULL;
}

const char *blob_next_string(const struct cos_blob *blob, const char *text)
{
    const char *next = text == NULL ? (const char *)blob->address : text + strlen(text) + 1;
    const char *end = (const char *)blob->address + blob->bytes;

    return next < end && strnlen(next, (size_t)(end - next)) < (size_t)(end - next) ? next : NULL;
}
