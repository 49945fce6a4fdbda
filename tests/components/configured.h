/* SPDX-License-Identifier: BSD-2-Clause */
/* For programs that act as a service or driver with a configuration that the tool does not make
 * from a manifest: the component finds it in place of the image's configuration. */
#ifndef CONFIGURED_H
#define CONFIGURED_H

#include <cos/blob.h>
#include <cos/string.h>

/* The program defines this in place of lib/cos; NULL: `args:` of the manifest names none of its
 * configurations. */
const struct cos_blob *cos_blob_find(const struct cos_start *start, const char *name);

struct configured {
    const char *name; /* as in the manifest, as all of `args:` */
    const void *config;
};

static inline const struct cos_blob *configured_find(const struct cos_start *start,
                                                     const struct configured *of, unsigned count,
                                                     uint64_t bytes)
{
    static struct cos_blob found;

    for (uint32_t i = 0; i < start->blob_count; i++) {
        for (unsigned j = 0; j < count; j++)
            if (strcmp(start->blobs[i].name, "args") == 0 &&
                strcmp((const char *)start->blobs[i].address, of[j].name) == 0)
                found = (struct cos_blob){.address = (uint64_t)of[j].config, .bytes = bytes};
    }
    return found.bytes != 0 ? &found : NULL;
}

#endif
