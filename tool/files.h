/* SPDX-License-Identifier: BSD-2-Clause */
/* Small things done with files and programs of this machine. Functions that return bool leave the reason in errno. */
#ifndef FILES_H
#define FILES_H

#include "base.h"

bool file_read(const char *path, struct buffer *contents);
/* Writes a new file beside `path` and renames it: readers see the old contents or the new ones, never a part. */
bool file_write(const char *path, const void *bytes, size_t size, unsigned mode);
/* Makes a copy unless `to` has the same contents already: its time stays then. Folders on the way are made. */
bool file_copy_changed(const char *from, const char *to);
/* Makes the folders that lead to `path`. */
bool file_make_folders(const char *path);

/* All regular files below `folder`, as paths relative to it, sorted. */
bool file_list(const char *folder, struct strings *files);
/* Removes a file, or a folder and all that is in it. */
void file_remove(const char *path);

/* Runs a program with its input from nowhere; calls `line` for each line of its output and errors. Returns its exit
 * status, 128 + signal, or -1: it could not be started (errno). */
int run_program(char *const argv[], void (*line)(const char *line, void *argument), void *argument);

#endif
