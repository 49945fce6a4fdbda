/* SPDX-License-Identifier: BSD-2-Clause */
/* The features that there are, and which include others. */
#ifndef FEATURES_KERNEL_H
#define FEATURES_KERNEL_H

#include "base/base.h"

struct feature {
    char *name, *about;     /* about: one line */
    struct strings options; /* of the kernel's configuration that it turns on */
};

struct kernel {
    struct feature *features; /* sorted by name */
    uint32_t count;
};

/* Reads all features. Prints an error before it returns false. */
bool kernel_open(struct kernel *kernel);
void kernel_close(struct kernel *kernel);

/* Returns true if the wanted features (wanted[n]: number n), without `feature` itself, turn on
 * every option that `feature` turns on. */
bool kernel_includes(const struct kernel *kernel, const bool *wanted, uint32_t feature);
/* Drops each feature of `wanted` that the others include. */
void kernel_reduce(const struct kernel *kernel, bool *wanted);
/* Returns ", includes net and unix" for that feature alone, or "". The caller frees it. */
char *kernel_included(const struct kernel *kernel, uint32_t feature);

#endif
