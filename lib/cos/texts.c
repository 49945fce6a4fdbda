/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/blob.h>

/* Returns the place behind the text's NUL; NULL: it has none before `end`. */
static const char *behind(const char *text, const char *end)
{
    while (text < end && *text != 0)
        text++;
    return text < end ? text + 1 : NULL;
}

const char *cos_blob_text(const struct cos_blob *blob, const char *text)
{
    const char *next, *end;

    if (blob == NULL)
        return NULL;
    end = (const char *)blob->address + blob->bytes;
    next = text == NULL ? (const char *)blob->address : behind(text, end);
    return next != NULL && behind(next, end) != NULL ? next : NULL;
}
