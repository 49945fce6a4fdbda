/* SPDX-License-Identifier: BSD-2-Clause */
#include "hash.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "files.h"

void hash_begin(struct hash *hash)
{
    SHA256Init(&hash->context);
}

void hash_bytes(struct hash *hash, const void *bytes, size_t size)
{
    SHA256Update(&hash->context, bytes, size);
}

void hash_string(struct hash *hash, const char *string)
{
    SHA256Update(&hash->context, (const uint8_t *)string, strlen(string) + 1);
}

bool hash_tree(struct hash *hash, const char *path)
{
    struct strings files = {0};
    bool good = file_list(path, &files);

    for (uint32_t i = 0; i < files.count && good; i++) {
        char *file = text("%s%s%s", path, *files.item[i] ? "/" : "", files.item[i]), size[32];
        struct buffer contents = {0};

        good = file_read(file, &contents);
        snprintf(size, sizeof(size), "%zu", contents.size);
        hash_string(hash, files.item[i]);
        /* hashes the size, too, so that bytes cannot move from one file to the next unnoticed */
        hash_string(hash, size);
        hash_bytes(hash, contents.data, contents.size);
        buffer_free(&contents);
        free(file);
    }
    strings_free(&files);
    return good;
}

void hash_end(struct hash *hash, char result[HASH_TEXT])
{
    uint8_t digest[SHA256_DIGEST_LENGTH];

    SHA256Final(digest, &hash->context);
    for (unsigned i = 0; i < HASH_TEXT / 2; i++)
        snprintf(result + 2 * i, 3, "%02x", digest[i]);
}
