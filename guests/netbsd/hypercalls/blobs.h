/* SPDX-License-Identifier: BSD-2-Clause */
/* Data that the system image carries for this VM (cos_start.blobs), by name. */
#ifndef NETBSD_BLOBS_H
#define NETBSD_BLOBS_H

#include <cos/start.h>

/* NULL: there is none of that name. */
const struct cos_blob *blob_find(const char *name);

/* The string behind `text`, which is one of the blob (NULL: its first). NULL: there is none
 * that ends with a NUL. */
const char *blob_next_string(const struct cos_blob *blob, const char *text);

#endif
