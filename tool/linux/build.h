/* SPDX-License-Identifier: BSD-2-Clause */
/* Guest kernels: Linux for COS, built once for each set of features and kept in the cache.
 * guests/linux/README.md describes the overlay and the features. */
#ifndef LINUX_BUILD_H
#define LINUX_BUILD_H

#include "base/base.h"

/* Lists all features, sorted. */
void linux_features(struct strings *features);

/* Reads a feature's fragment of the configuration: its first line, which says what it is, and the
 * options that it turns on. The caller frees both. Prints an error before it returns false. */
bool linux_feature(const char *name, char **about, struct strings *options);

/* Returns the path of the kernel with these features (in any order), which the caller frees. Builds
 * it if the cache lacks it, with progress on stderr. Prints errors, and returns NULL then. */
char *linux_build(const struct strings *features, bool verbose);

/* Returns the path of the kernel's debug information (DWARF), which the caller frees. NULL: the
 * cache lacks it. */
char *linux_debug(const struct strings *features);
/* What the debug information calls the source's folder. */
#define LINUX_FOLDER "linux"
/* Returns the path of that folder in the cache, which the caller frees. NULL: an error. */
char *linux_source(const struct strings *features);

/* Returns true if the cache has that kernel. */
bool linux_is_built(const struct strings *features);

#endif
