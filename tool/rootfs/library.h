/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds shared libraries as this machine's dynamic linker does, by reading its configuration, not
 * by running it. */
#ifndef LIBRARY_H
#define LIBRARY_H

#include "base/base.h"
#include "base/elf_file.h"

/* Where a library was found: in RUNPATH of its user, in the folders built into every dynamic
 * linker, or by /etc/ld.so.conf. */
enum library_source { LIBRARY_OWN, LIBRARY_STANDARD, LIBRARY_CONFIGURED };

/* Returns the path of library `name` as `elf` in folder `origin` would load it, or NULL. The caller
 * frees it. */
char *library_find(const char *name, const struct elf *elf, const char *origin,
                   enum library_source *source);

/* Lists the folders that `elf` itself names for libraries (RUNPATH, RPATH), with $ORIGIN replaced;
 * only absolute ones, since others depend on the working directory. */
void library_own_folders(const struct elf *elf, const char *origin, struct strings *folders);

#endif
