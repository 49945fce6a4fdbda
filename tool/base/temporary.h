/* SPDX-License-Identifier: BSD-2-Clause */
/* Files and folders that are gone when the tool ends, be it by a signal (SIGINT, SIGTERM, SIGHUP).
 */
#ifndef TEMPORARY_H
#define TEMPORARY_H

/* Makes a folder of its own, readable by this user only: below `parent`, or where programs keep
 * such ($TMPDIR). `name` begins its name. To be given back to temporary_remove(). NULL after an
 * error, which has been printed. */
char *temporary_folder(const char *parent, const char *name);
/* Removes it with all that is in it, and frees the name. NULL is none. */
void temporary_remove(char *folder);

/* A file that was made under a name of its own, until it has another one or was removed. `path`
 * stays the caller's. */
void temporary_add(const char *path);
void temporary_forget(const char *path);

/* Between the two a signal first ends the program that runs. They nest. */
void temporary_hold(void);
void temporary_release(void);

#endif
