/* SPDX-License-Identifier: BSD-2-Clause */
/* Data that the system image carries for this VM (cos_start.blobs), by name. */
#ifndef NETBSD_BLOBS_H
#define NETBSD_BLOBS_H

#include <cos/start.h>

/* NULL: no blob has that name. */
const struct cos_blob *blob_find(const char *name);

/* The string of the blob that follows `text` (NULL: its first). NULL: no string follows, or its NUL
 * is missing. */
const char *blob_next_string(const struct cos_blob *blob, const char *text);

#endif
