/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks that the cache is as the tool left it: files have a hash of their contents, folders a
 * seal, in a file beside them: PATH.sum. path_cache() refuses folders that another user may
 * write. */
#ifndef CACHE_H
#define CACHE_H

#include "base.h"

/* Returns true if the file at `path` is unchanged and only this user can write it. False: it is
 * missing or wrong, and must be made again. Reads the file. */
bool cache_good_file(const char *path);
/* Stores a file, in place of any other. Returns false with errno set after an error. */
bool cache_keep_file(const char *path, const void *bytes, size_t size);
/* As cache_good_file(), for a folder whose name is the hash of its contents (hash_tree()). Prints a
 * message if it is wrong. */
bool cache_good_folder(const char *path);

/* What a folder's seal covers, beside the names and links of all files in it. */
enum cache_seal {
    CACHE_CONTENTS, /* the contents of the files */
    CACHE_TIMES,    /* their sizes and times: for large folders that are seldom used */
};
/* Returns true if a folder is as cache_seal() left it and only this user can write it. Looks at
 * each file, or reads it. Files at the paths in `but`, relative to the folder, may change. Prints a
 * message if the folder is wrong; not if it has no seal, as an interrupted build has left it. */
bool cache_sealed(const char *folder, enum cache_seal how, const struct strings *but);
/* Seals a complete folder. Returns false with errno set after an error. */
bool cache_seal(const char *folder, enum cache_seal how, const struct strings *but);
/* Breaks the seal of a folder before it changes. */
void cache_unseal(const char *folder);

/* Waits for the lock, a file in the cache, and takes it until the descriptor is closed. Returns the
 * descriptor, or -1 with errno set. */
int cache_lock(const char *path);

/* Returns "; the disk with ... is full: ..." or "", for messages. The caller frees it. */
char *cache_full(const char *path);

#endif
