/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm diff`: what changes from one system to another. */
#ifndef DIFF_H
#define DIFF_H

#include "system/system.h"

/* Exit statuses of `evm diff`; those of the tool itself are DIFF_TOOL + enum outcome. */
enum diff_status {
    DIFF_NONE,      /* they mean the same */
    DIFF_SOME,      /* they differ, but no component of the new one may do more */
    DIFF_AUTHORITY, /* a component of the new one may do more */
    DIFF_TOOL = 120,
};

struct side {
    const char *file; /* the manifest, as the user wrote it */
    const struct system *system;
};

/* Prints the differences, as text or as JSON. Both systems have no mistake. */
enum diff_status diff_show(const struct side *old, const struct side *new, bool json);

#endif
