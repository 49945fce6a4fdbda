/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the tool finds its parts and keeps its results. All results are to be freed. */
#ifndef PATHS_H
#define PATHS_H

#include "base.h"

/* A file of the build: kernel, components. $EVM_BUILD or the folder of the running executable. */
char *path_build(const char *relative);
/* A file of the source tree: the Linux overlay and features. $EVM_SOURCE or the folder that the
 * tool was built from. */
char *path_source(const char *relative);
/* A file of the cache: $EVM_CACHE, $XDG_CACHE_HOME/evm or ~/.cache/evm. Its folders are made, and
 * are this user's alone; NULL after an error, which has been printed. */
char *path_cache(const char *relative);

/* A path without "//", "/." and "/..", as if no folder on the way were a link. To be freed. */
char *path_clean(const char *path);
/* A path so far + one name, of `length` bytes: "." stays there, ".." goes up. */
void path_step(struct buffer *path, const char *name, size_t length);
/* The whole of it, "/" if there is none; to be freed. Frees the buffer. */
char *path_finish(struct buffer *path);

#endif
