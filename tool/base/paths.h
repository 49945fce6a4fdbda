/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the tool finds its parts and keeps its results. All results are to be freed. */
#ifndef PATHS_H
#define PATHS_H

/* A file of the build: kernel, components. $EVM_BUILD or the folder of the running executable. */
char *path_build(const char *relative);
/* A file of the source tree: the Linux overlay and features. $EVM_SOURCE or the folder that the
 * tool was built from. */
char *path_source(const char *relative);
/* A file of the cache: $EVM_CACHE, $XDG_CACHE_HOME/evm or ~/.cache/evm. Its folders are made, and
 * are this user's alone; NULL after an error, which has been printed. */
char *path_cache(const char *relative);

#endif
