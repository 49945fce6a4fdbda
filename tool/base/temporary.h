/* SPDX-License-Identifier: BSD-2-Clause */
/* Temporary folders and files, removed when the tool ends, even by a signal. */
#ifndef TEMPORARY_H
#define TEMPORARY_H

/* Makes a new folder, readable by this user only, below `parent` or, if that is NULL, $TMPDIR. Its
 * name begins with `name`. Pass it to temporary_remove(). Returns NULL after an error, which it
 * prints. */
char *temporary_folder(const char *parent, const char *name);
/* Removes the folder with its contents, and frees the name. NULL does nothing. */
void temporary_remove(char *folder);

/* Makes a new file as mkostemp(3) does, closed on exec. Call ending_forget(template) when the file
 * has been renamed or removed. Returns its descriptor, or -1 with errno set. */
int temporary_file(char *template);

#endif
