/* SPDX-License-Identifier: BSD-2-Clause */
/* Guest kernels: Linux for COS, built once for each set of features and kept in the cache.
 * guests/linux/README.md says how the overlay and the features are laid out. */
#ifndef LINUX_BUILD_H
#define LINUX_BUILD_H

#include "base/base.h"

/* The features there are, sorted. */
void linux_features(struct strings *features);

/* The path of the kernel with these features (a set: order and repetition do not matter), built if
 * it is not in the cache yet; NULL after an error, which has been printed. To be freed. Shows
 * progress on stderr. */
char *linux_build(const struct strings *features, bool verbose);

/* Whether the cache has that kernel. */
bool linux_is_built(const struct strings *features);

#endif
