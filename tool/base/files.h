/* SPDX-License-Identifier: BSD-2-Clause */
/* Operations on files of this machine. Functions that return false set errno. */
#ifndef FILES_H
#define FILES_H

#include <sys/types.h>

#include "base.h"

#define FILE_MOST (512ul << 20) /* most bytes of a file that is read as a whole */

/* Opens a regular file for reading, and no other kind that another process may put in its place;
 * never waits. Returns -1 with errno set after an error. */
int file_open(const char *path);
/* Describes errno after one of these functions, as a phrase behind the file's name. */
const char *file_error(void);
/* Reads the first bytes of a regular file, at most `size`. Returns their number, or -1 with errno
 * set. */
ssize_t file_start(const char *path, void *bytes, size_t size);
/* Adds the contents of a regular file to `contents`; after an error, the part read so far. */
bool file_read(const char *path, struct buffer *contents);
/* Writes all of the bytes to the descriptor. False: errno. */
bool file_put(int fd, const char *bytes, size_t size);
/* Writes a new file beside `path` and renames it: readers see the old contents or the new ones,
 * never a part. */
bool file_write(const char *path, const void *bytes, size_t size, unsigned mode);
/* Copies a regular file of any size likewise. */
bool file_copy(const char *from, const char *to, unsigned mode);
/* Copies a file unless `to` already has the same contents, and so keeps its time. Makes the folders
 * that lead to it. */
bool file_copy_changed(const char *from, const char *to);
/* Makes the folders that lead to `path`. */
bool file_make_folders(const char *path);

/* Lists all regular files below `folder`, as sorted paths relative to it; "" if it is a file.
 * Links, devices and unreadable files are errors, since the list would lack them. */
bool file_list(const char *folder, struct strings *files);
/* Makes a new file as mkostemp(3) does, closed on exec, which is removed if a signal ends the tool.
 * Call ending_forget(template) when it has been renamed or removed. Returns its descriptor, or -1
 * with errno set. */
int file_temporary(char *template);

/* Removes a file, or a folder with its contents. */
void file_remove(const char *path);

#endif
