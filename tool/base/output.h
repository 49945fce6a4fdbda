/* SPDX-License-Identifier: BSD-2-Clause */
/* Files that the tool writes where the user says: images, results. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include "base.h"

/* Checks that a new file of that name may be written; prints what is wrong. The writer renames a
 * new file to the name, which would replace a device, for example. `manifest`: a file that must
 * stay. */
enum outcome output_check(const char *path, const char *manifest);
/* Returns the permissions of a new file by the user's umask, since an image may contain files that
 * other users may not read. */
unsigned output_mode(void);

#endif
