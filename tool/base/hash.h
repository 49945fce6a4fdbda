/* SPDX-License-Identifier: BSD-2-Clause */
/* Content hashes, for names in the cache. */
#ifndef HASH_H
#define HASH_H

#include <sha2.h>

#include "base.h"

#define HASH_TEXT 25 /* bytes of a hash as text: 24 hexadecimal digits, NUL */

struct hash {
    SHA2_CTX context;
};

void hash_begin(struct hash *hash);
void hash_bytes(struct hash *hash, const void *bytes, size_t size);
void hash_string(struct hash *hash, const char *string);
/* Hashes the name and contents of a file, or of all files below a folder in the order of their
 * names. Returns false if one is unreadable. */
bool hash_tree(struct hash *hash, const char *path);
void hash_end(struct hash *hash, char result[HASH_TEXT]);

#endif
