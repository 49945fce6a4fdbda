/* SPDX-License-Identifier: BSD-2-Clause */
/* Data that the image carries for a component beside its program. */
#ifndef COS_BLOB_H
#define COS_BLOB_H

#include <cos/start.h>

/* Returns the blob of that name; NULL: the component has none. */
const struct cos_blob *cos_blob_find(const struct cos_start *start, const char *name);

#endif
