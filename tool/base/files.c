/* SPDX-License-Identifier: BSD-2-Clause */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ending.h"

#define CHUNK       65536
#define NOT_REGULAR EBADFD /* no file of a file system gives this error */

int file_open(const char *path)
{
    /* a FIFO without a writer would block */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    struct stat status;

    if (fd < 0 || (!fstat(fd, &status) && S_ISREG(status.st_mode)))
        return fd;
    close(fd);
    errno = S_ISDIR(status.st_mode) ? EISDIR : NOT_REGULAR;
    return -1;
}

const char *file_error(void)
{
    if (errno == NOT_REGULAR)
        return "is a pipe or a device, not a file";
    if (errno == EFBIG)
        return "is larger than 512 MiB";
    if (errno == EMLINK) /* from file_list(); no other function here sets it */
        return "has links in it, which are not followed";
    return strerror(errno);
}

/* Reads to the end, which may have moved since the tool looked. */
static bool read_all(int fd, struct buffer *contents)
{
    char chunk[CHUNK];
    size_t done = 0;
    ssize_t size;

    while ((size = read(fd, chunk, sizeof(chunk))) != 0) {
        if (size < 0 && errno == EINTR)
            continue;
        if (size < 0)
            return false;
        done += size;
        if (done > FILE_MOST) {
            errno = EFBIG;
            return false;
        }
        buffer_add(contents, chunk, size);
    }
    return true;
}

ssize_t file_start(const char *path, void *bytes, size_t size)
{
    int fd = file_open(path);
    ssize_t done = fd < 0 ? -1 : read(fd, bytes, size);
    int error = errno;

    if (fd >= 0)
        close(fd);
    errno = error;
    return done;
}

bool file_read(const char *path, struct buffer *contents)
{
    int fd = file_open(path);
    bool good = fd >= 0 && read_all(fd, contents);
    int error = errno;

    if (fd >= 0)
        close(fd);
    errno = error;
    return good;
}

bool file_put(int fd, const char *bytes, size_t size)
{
    while (size) {
        ssize_t done = write(fd, bytes, size);

        if (done < 0 && errno != EINTR)
            return false;
        bytes += done > 0 ? done : 0;
        size -= done > 0 ? done : 0;
    }
    return true;
}

int file_temporary(char *template)
{
    sigset_t old;

    ending_block(&old);
    int fd = mkostemp(template, O_CLOEXEC), error = errno;

    if (fd >= 0)
        ending_add(template);
    ending_unblock(&old);
    errno = error;
    return fd;
}

/* Makes a new file beside `path`. Returns its descriptor, or -1 with errno set. */
static int begin_file(const char *path, char **temporary)
{
    *temporary = text("%s.XXXXXX", path);
    return file_temporary(*temporary);
}

/* Renames the new file to `path`, if `good`; else removes it. */
static bool end_file(int fd, bool good, char *temporary, const char *path, unsigned mode)
{
    good = good && !fchmod(fd, mode);
    if (fd >= 0)
        good = !close(fd) && good;
    good = good && !rename(temporary, path);
    int error = errno;

    if (!good && fd >= 0)
        unlink(temporary);
    if (fd >= 0)
        ending_forget(temporary);
    free(temporary);
    errno = error;
    return good;
}

bool file_write(const char *path, const void *bytes, size_t size, unsigned mode)
{
    char *temporary;
    int fd = begin_file(path, &temporary);

    return end_file(fd, fd >= 0 && file_put(fd, bytes, size), temporary, path, mode);
}

bool file_copy(const char *from, const char *to, unsigned mode)
{
    int source = file_open(from);
    char chunk[CHUNK], *temporary;
    ssize_t size = 0;

    if (source < 0)
        return false;
    int fd = begin_file(to, &temporary);
    bool good = fd >= 0;

    while (good && (size = read(source, chunk, sizeof(chunk))) > 0)
        good = file_put(fd, chunk, size);
    good = end_file(fd, good && !size, temporary, to, mode);
    int error = errno;

    close(source);
    errno = error;
    return good;
}

bool file_make_folders(const char *path)
{
    char *copy = text("%s", path);
    bool good = true;

    for (char *slash = copy; good && (slash = strchr(slash + 1, '/'));) {
        *slash = 0;
        good = !mkdir(copy, 0755) || errno == EEXIST;
        *slash = '/';
    }
    free(copy);
    return good;
}

bool file_copy_changed(const char *from, const char *to)
{
    struct buffer new = {0}, old = {0};
    struct stat status;
    bool good = !stat(from, &status) && file_read(from, &new) && file_make_folders(to);

    if (good &&
        !(file_read(to, &old) && old.size == new.size && !memcmp(old.data, new.data, new.size)))
        good = file_write(to, new.data, new.size, status.st_mode & 0777);
    buffer_free(&new);
    buffer_free(&old);
    return good;
}

static int by_name(const FTSENT **left, const FTSENT **right)
{
    return strcmp((*left)->fts_name, (*right)->fts_name);
}

bool file_list(const char *folder, struct strings *files)
{
    char *const roots[] = {(char *)folder, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_NOCHDIR, by_name);
    int error = walk ? 0 : errno;

    for (FTSENT *entry; walk && (entry = fts_read(walk));) {
        if (entry->fts_info == FTS_F)
            strings_add(files, entry->fts_path + strlen(folder) + (entry->fts_level > 0));
        else if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
            error = entry->fts_errno                     ? entry->fts_errno
                    : S_ISLNK(entry->fts_statp->st_mode) ? EMLINK
                                                         : NOT_REGULAR;
    }
    if (walk)
        fts_close(walk);
    errno = error ? error : errno;
    return !error;
}

void file_remove(const char *path)
{
    char *const roots[] = {(char *)path, NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);

    for (FTSENT *entry; walk && (entry = fts_read(walk));)
        if (entry->fts_info != FTS_D)
            remove(entry->fts_path);
    if (walk)
        fts_close(walk);
}
