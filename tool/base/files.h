/* SPDX-License-Identifier: BSD-2-Clause */
/* Small things done with files of this machine. Functions that return bool leave the reason in
 * errno. */
#ifndef FILES_H
#define FILES_H

#include <sys/types.h>

#include "base.h"

#define FILE_MOST (512ul << 20) /* bytes of a file that is read as a whole */

/* Opens a regular file for reading, whatever another process puts in its place; never waits. -1:
 * errno. */
int file_open(const char *path);
/* What errno says after one of these functions, as a phrase behind the file's name. */
const char *file_error(void);
/* Reads the first bytes of a regular file, at most `size`. Returns how many; -1: errno. */
ssize_t file_start(const char *path, void *bytes, size_t size);
/* Adds what is in a regular file to `contents`; also after an error, what has been read so far. */
bool file_read(const char *path, struct buffer *contents);
/* Writes all of the bytes to the descriptor. False: errno. */
bool file_put(int fd, const char *bytes, size_t size);
/* Writes a new file beside `path` and renames it: readers see the old contents or the new ones,
 * never a part. */
bool file_write(const char *path, const void *bytes, size_t size, unsigned mode);
/* Copies a regular file of any size likewise. */
bool file_copy(const char *from, const char *to, unsigned mode);
/* Makes a copy unless `to` has the same contents already: its time stays then. Folders on the way
 * are made. */
bool file_copy_changed(const char *from, const char *to);
/* Makes the folders that lead to `path`. */
bool file_make_folders(const char *path);

/* All regular files below `folder`, as paths relative to it, sorted; of a file: "". False: errno;
 * links within it, devices and what cannot be read are errors, as they would be left out. */
bool file_list(const char *folder, struct strings *files);
/* Removes a file, or a folder and all that is in it. */
void file_remove(const char *path);

#endif
