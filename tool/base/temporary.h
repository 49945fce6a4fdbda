/* SPDX-License-Identifier: BSD-2-Clause */
/* Temporary folders, removed when the tool ends, even by a signal. */
#ifndef TEMPORARY_H
#define TEMPORARY_H

/* Makes a new folder, readable by this user only, below `parent` or, if that is NULL, $TMPDIR. Its
 * name begins with `name`. Pass it to temporary_remove(). Returns NULL after an error, which it
 * prints. */
char *temporary_folder(const char *parent, const char *name);
/* Removes the folder with its contents, and frees the name. NULL does nothing. */
void temporary_remove(char *folder);

#endif
