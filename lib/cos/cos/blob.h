/* SPDX-License-Identifier: BSD-2-Clause */
/* Data that the image carries for a component beside its program (evm/blobs.h). */
#ifndef COS_BLOB_H
#define COS_BLOB_H

#include <cos/start.h>

/* Returns the blob of that name; NULL: the component has none. */
const struct cos_blob *cos_blob_find(const struct cos_start *start, const char *name);

/* For blobs of texts, each with its NUL: returns the text that follows `text` (NULL: the first
 * one). NULL: none follows, or its NUL is missing. blob may be NULL, and has no texts then. */
const char *cos_blob_text(const struct cos_blob *blob, const char *text);

#endif
