/* SPDX-License-Identifier: BSD-2-Clause */
/* Linux's overlay compiles this file, too, so it uses no other part of lib/cos. */
#include <cos/blob.h>
#include <stdbool.h>

static bool is_named(const struct cos_blob *blob, const char *name)
{
    for (unsigned i = 0; i < sizeof blob->name; i++) {
        if (blob->name[i] != name[i])
            return false;
        if (name[i] == 0)
            return true;
    }
    return name[sizeof blob->name] == 0;
}

const struct cos_blob *cos_blob_find(const struct cos_start *start, const char *name)
{
    for (uint32_t i = 0; i < start->blob_count; i++)
        if (is_named(&start->blobs[i], name))
            return &start->blobs[i];
    return NULL;
}
