/* SPDX-License-Identifier: BSD-2-Clause */
#include <blobs.h>
#include <stddef.h>

#include "links.h"

#define BLOB "channels"

const char *channels_next(const char *text)
{
    const struct cos_blob *blob = blob_find(BLOB);

    return blob != NULL ? blob_next_string(blob, text) : NULL;
}
