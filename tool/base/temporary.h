/* SPDX-License-Identifier: BSD-2-Clause */
/* Folders that are gone when the tool ends, be it by a signal. */
#ifndef TEMPORARY_H
#define TEMPORARY_H

/* Makes a folder of its own, readable by this user only: below `parent`, or where programs keep
 * such ($TMPDIR). `name` begins its name. To be given back to temporary_remove(). NULL after an
 * error, which has been printed. */
char *temporary_folder(const char *parent, const char *name);
/* Removes it with all that is in it, and frees the name. NULL is none. */
void temporary_remove(char *folder);

#endif
