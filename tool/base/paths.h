/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths of the tool's parts and of its cache, from '/' on. The caller frees all results. */
#ifndef PATHS_H
#define PATHS_H

#include "base.h"

/* Returns the path of a built file (kernel, component), in $EVM_BUILD or the folder of the running
 * executable; of an installed one in lib/evm of its prefix. */
char *path_build(const char *relative);
/* Returns the path of a source file (Linux overlay, features), in $EVM_SOURCE or the tree from
 * which the tool was built; an installed one has them in share/evm. */
char *path_source(const char *relative);
/* Returns the path of a file in the cache: $EVM_CACHE, $XDG_CACHE_HOME/evm or ~/.cache/evm. Makes
 * its folders, which only this user can write. Returns NULL after an error, which it prints. */
char *path_cache(const char *relative);

/* Returns a path without "//", "/." and "/..", as if no folder on the way were a link. */
char *path_clean(const char *path);
/* Appends one name of `length` bytes to a path: "." changes nothing, ".." goes up. */
void path_step(struct buffer *path, const char *name, size_t length);
/* Returns the whole path, "/" if it is empty. Frees the buffer. */
char *path_finish(struct buffer *path);

#endif
