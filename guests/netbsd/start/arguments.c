/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/blob.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <evm/blobs.h>
#include <memory.h>

#include "arguments.h"

static char *copy(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *memory = memory_get(bytes, 0);

    return memory != NULL ? memcpy(memory, text, bytes) : NULL;
}

bool arguments_get(int *count, char ***values)
{
    const struct cos_blob *blob = cos_blob_find(cos_self(), EVM_BLOB_ARGS);
    const char *text = NULL;
    int given = 0;

    while ((text = cos_blob_text(blob, text)) != NULL)
        given++;
    *values = memory_get((size_t)(given + 2) * sizeof(**values), 0);
    if (*values == NULL)
        return false;
    for (*count = 0; *count < given + 1; ++*count) {
        text = *count == 0 ? cos_self()->name : cos_blob_text(blob, *count == 1 ? NULL : text);
        (*values)[*count] = copy(text);
        if ((*values)[*count] == NULL)
            return false;
    }
    (*values)[*count] = NULL;
    return true;
}
