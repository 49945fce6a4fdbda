/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of rump archives in the cache: NETBSD_CACHE/HASH/ has the archives and include/rump/. */
#ifndef NETBSD_STORE_H
#define NETBSD_STORE_H

#include "set.h"

#define NETBSD_CACHE "netbsd"

/* Puts a folder or a release set (a compressed tar archive) into the cache and opens it there.
 * Returns its folder, or NULL: then *problem says what is wrong and was expected. The caller frees
 * either. */
char *netbsd_store(const char *path, struct netbsd_set *set, char **problem);

#endif
