/* SPDX-License-Identifier: BSD-2-Clause */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "posix.h"

#define BUFFER 4096 /* bytes of entries read at once */

struct DIR {
    int file;
    int used, filled; /* bytes of the buffer */
    _Alignas(struct dirent) char buffer[BUFFER];
};

int getdents(int directory, char *buffer, size_t bytes)
{
    return (int)CALL(POSIX_FILES, SYS___getdents30, FD(directory), RESULT(buffer, bytes),
                     VALUE(bytes));
}

DIR *fdopendir(int file)
{
    DIR *directory = malloc(sizeof *directory);

    if (directory != NULL) {
        directory->file = file;
        directory->used = directory->filled = 0;
    }
    return directory;
}

DIR *opendir(const char *path)
{
    int file = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *directory = file < 0 ? NULL : fdopendir(file);

    if (directory == NULL && file >= 0) {
        close(file);
        errno = ENOMEM;
    }
    return directory;
}

/* Entries come from another protection domain: one that extends beyond the data read is an
 * error. */
static bool whole_entry(const DIR *directory, const struct dirent *entry)
{
    int left = directory->filled - directory->used, name = offsetof(struct dirent, d_name);

    return left > name && entry->d_reclen > name && entry->d_reclen <= left &&
           entry->d_namlen < entry->d_reclen - name && entry->d_name[entry->d_namlen] == 0;
}

struct dirent *readdir(DIR *directory)
{
    struct dirent *entry;

    do {
        if (directory->used == directory->filled) {
            directory->used = 0;
            directory->filled = getdents(directory->file, directory->buffer, BUFFER);
            if (directory->filled <= 0) {
                directory->filled = 0;
                return NULL;
            }
        }
        entry = (struct dirent *)(directory->buffer + directory->used);
        if (!whole_entry(directory, entry)) {
            directory->used = directory->filled;
            errno = EIO;
            return NULL;
        }
        directory->used += entry->d_reclen;
    } while (entry->d_fileno == 0); /* a removed entry */
    return entry;
}

void rewinddir(DIR *directory)
{
    directory->used = directory->filled = 0;
    lseek(directory->file, 0, SEEK_SET);
}

int dirfd(DIR *directory)
{
    return directory->file;
}

int closedir(DIR *directory)
{
    int file = directory->file;

    free(directory);
    return close(file);
}
