/* SPDX-License-Identifier: BSD-2-Clause */
/* What is kept in the cache is believed only if it is as the tool left it: files have a hash of
 * their contents, folders a seal, in a file beside them: PATH.sum. Folders that another user may
 * write are refused by path_cache(). */
#ifndef CACHE_H
#define CACHE_H

#include "base.h"

/* Whether a file is what was kept at `path`, and this user's alone. False: it is missing or wrong,
 * and has to be made again. Costs reading it. */
bool cache_good_file(const char *path);
/* Keeps a file, whatever is in its place. False: errno. */
bool cache_keep_file(const char *path, const void *bytes, size_t size);
/* As cache_good_file(), of a folder whose name is the hash of what is in it (hash_tree()). If it is
 * wrong, this says so. */
bool cache_good_folder(const char *path);

/* What a seal of a folder is made of, beside the names and links of all files in it. */
enum cache_seal {
    CACHE_CONTENTS, /* what is in the files */
    CACHE_TIMES,    /* their sizes and times: for much that is seldom used */
};
/* Whether a folder is as cache_seal() left it and this user's alone; it costs a look at each file,
 * or reading it. Files at the paths in `but`, relative to it, may change. If it is wrong, this says
 * so. */
bool cache_sealed(const char *folder, enum cache_seal how, const struct strings *but);
/* Seals a folder that is complete. False: errno. */
bool cache_seal(const char *folder, enum cache_seal how, const struct strings *but);
/* Breaks the seal of a folder that is about to change. */
void cache_unseal(const char *folder);

/* Waits until no other process has the lock, a file in the cache, and takes it, until the
 * descriptor is closed. -1: errno. */
int cache_lock(const char *path);

/* ", since the disk with ... is full" or "", for messages. To be freed. */
char *cache_full(const char *path);

#endif
