/* SPDX-License-Identifier: BSD-2-Clause */
#include "cache.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "files.h"
#include "hash.h"

#define LEAST_FREE (16ull << 20) /* a disk with less free space counts as full */

/* ---- Sums ------------------------------------------------------------------------------------ */

/* Returns true if no other user can have made or changed the file. */
static bool is_own_file(const char *path)
{
    struct stat status;

    return !lstat(path, &status) && S_ISREG(status.st_mode) && status.st_uid == geteuid() &&
           !(status.st_mode & (S_IWGRP | S_IWOTH));
}

/* Removes a folder at `path`: a rename replaces a file, but not a folder. */
static void make_way(const char *path)
{
    struct stat status;

    if (!lstat(path, &status) && S_ISDIR(status.st_mode))
        file_remove(path);
}

static bool write_sum(const char *path, const char sum[HASH_TEXT])
{
    char *name = text("%s.sum", path);

    make_way(name);
    bool good = file_write(name, sum, HASH_TEXT - 1, 0644);

    free(name);
    return good;
}

static bool has_sum(const char *path, const char sum[HASH_TEXT])
{
    char *name = text("%s.sum", path);
    struct buffer kept = {0};
    bool good = is_own_file(name) && file_read(name, &kept) && kept.size == HASH_TEXT - 1 &&
                !memcmp(kept.data, sum, kept.size);

    buffer_free(&kept);
    free(name);
    return good;
}

static bool wrong(const char *path)
{
    host_error("%s in the cache is not as it was left, and not used", path);
    return false;
}

/* ---- Files ----------------------------------------------------------------------------------- */

static void sum_bytes(const void *bytes, size_t size, char sum[HASH_TEXT])
{
    struct hash hash;

    hash_begin(&hash);
    hash_bytes(&hash, bytes, size);
    hash_end(&hash, sum);
}

bool cache_good_file(const char *path)
{
    struct buffer contents = {0};
    char sum[HASH_TEXT];

    bool good = is_own_file(path) && file_read(path, &contents);

    sum_bytes(contents.data, contents.size, sum);
    buffer_free(&contents);
    return good && has_sum(path, sum);
}

bool cache_keep_file(const char *path, const void *bytes, size_t size)
{
    char sum[HASH_TEXT];

    make_way(path);
    sum_bytes(bytes, size, sum);
    return file_write(path, bytes, size, 0644) && write_sum(path, sum);
}

/* ---- Folders --------------------------------------------------------------------------------- */

static int by_name(const FTSENT **left, const FTSENT **right)
{
    return strcmp((*left)->fts_name, (*right)->fts_name);
}

static bool add_contents(struct hash *hash, const FTSENT *entry, enum cache_seal how)
{
    char size[64];

    snprintf(size, sizeof(size), "%jd", (intmax_t)entry->fts_statp->st_size);
    hash_string(hash, size);
    if (how == CACHE_CONTENTS) {
        struct buffer contents = {0};
        bool good = file_read(entry->fts_path, &contents);

        hash_bytes(hash, contents.data, contents.size);
        buffer_free(&contents);
        return good;
    }
    snprintf(size, sizeof(size), "%jd", (intmax_t)entry->fts_statp->st_mtime);
    hash_string(hash, size);
    return true;
}

static bool add_link(struct hash *hash, const FTSENT *entry)
{
    char target[PATH_MAX];
    ssize_t length = readlink(entry->fts_path, target, sizeof(target) - 1);

    target[length < 0 ? 0 : length] = 0;
    hash_string(hash, target);
    return length >= 0;
}

/* Returns true if it is readable, and no other user can have made or changed it. */
static bool is_ours(const FTSENT *entry)
{
    const struct stat *status = entry->fts_statp;

    if (entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR) {
        errno = entry->fts_errno;
        return false;
    }
    errno = EPERM;
    return status->st_uid == geteuid() &&
           (S_ISLNK(status->st_mode) || !(status->st_mode & (S_IWGRP | S_IWOTH)));
}

/* The same for all files in a folder. The tool trusts no file that others may write, even if its
 * hash is right now. */
static bool all_ours(const char *folder)
{
    char *const roots[] = {(char *)folder, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    bool good = walk;

    for (FTSENT *entry; good && (entry = fts_read(walk));)
        good = entry->fts_info == FTS_DP || is_ours(entry);
    if (walk)
        fts_close(walk);
    return good;
}

bool cache_good_folder(const char *path)
{
    const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
    char found[HASH_TEXT];
    struct hash hash;

    if (access(path, F_OK))
        return false;
    hash_begin(&hash);
    bool good = all_ours(path) && hash_tree(&hash, path);

    hash_end(&hash, found);
    return (good && !strcmp(found, name)) || wrong(path);
}

static bool add_entry(struct hash *hash, const FTSENT *entry, enum cache_seal how)
{
    if (S_ISLNK(entry->fts_statp->st_mode))
        return add_link(hash, entry);
    return entry->fts_info != FTS_F || add_contents(hash, entry, how);
}

/* Computes the sum of all files in a folder. Returns false with errno set after an error. */
static bool sum_folder(const char *folder, enum cache_seal how, const struct strings *but,
                       char sum[HASH_TEXT])
{
    char *const roots[] = {(char *)folder, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, by_name);
    struct hash hash;
    bool good = walk;

    hash_begin(&hash);
    for (FTSENT *entry; good && (entry = fts_read(walk));) {
        const char *name = entry->fts_path + strlen(folder) + (entry->fts_level > 0);

        if (entry->fts_info == FTS_DP)
            continue;
        good = is_ours(entry);
        if (!good || entry->fts_info == FTS_D || (but && strings_have(but, name)))
            continue;
        hash_string(&hash, name);
        good = add_entry(&hash, entry, how);
    }
    int error = errno;

    hash_end(&hash, sum);
    if (walk)
        fts_close(walk);
    errno = error;
    return good;
}

/* Whether the folder has a seal, right or wrong. */
static bool is_closed(const char *folder)
{
    char *name = text("%s.sum", folder);
    bool closed = !access(name, F_OK);

    free(name);
    return closed;
}

bool cache_sealed(const char *folder, enum cache_seal how, const struct strings *but)
{
    char sum[HASH_TEXT];

    if (access(folder, F_OK) || !is_closed(folder))
        return false;
    return (sum_folder(folder, how, but, sum) && has_sum(folder, sum)) || wrong(folder);
}

bool cache_seal(const char *folder, enum cache_seal how, const struct strings *but)
{
    char sum[HASH_TEXT];

    return sum_folder(folder, how, but, sum) && write_sum(folder, sum);
}

void cache_unseal(const char *folder)
{
    char *name = text("%s.sum", folder);

    unlink(name);
    free(name);
}

int cache_lock(const char *path)
{
    int fd = open(path, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0644);

    if (fd < 0 || !flock(fd, LOCK_EX))
        return fd;
    int error = errno;

    close(fd);
    errno = error;
    return -1;
}

char *cache_full(const char *path)
{
    struct statvfs disk;

    if (statvfs(path, &disk) || (uint64_t)disk.f_bavail * disk.f_frsize >= LEAST_FREE)
        return text("%s", "");
    return text("; the disk with %s is full: make room there, or set EVM_CACHE to a folder "
                "elsewhere",
                path);
}
