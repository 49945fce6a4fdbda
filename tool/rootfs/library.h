/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the dynamic linker of this machine finds shared libraries, found by reading its
 * configuration, not by running it. */
#ifndef LIBRARY_H
#define LIBRARY_H

#include "base/base.h"
#include "base/elf_file.h"

/* What led to a library: the RUNPATH of its user, the folders built into every dynamic linker, or
 * /etc/ld.so.conf. */
enum library_source { LIBRARY_OWN, LIBRARY_STANDARD, LIBRARY_CONFIGURED };

/* The path of library `name` as `elf`, which lies in folder `origin`, would load it; NULL: not
 * found. To be freed. */
char *library_find(const char *name, const struct elf *elf, const char *origin,
                   enum library_source *source);

/* The folders in which `elf` itself says that its libraries are (RUNPATH, RPATH), $ORIGIN put in;
 * absolute ones only: others depend on where the program is started. */
void library_own_folders(const struct elf *elf, const char *origin, struct strings *folders);

/* The folders in which a dynamic linker without configuration looks; ends with NULL. */
extern const char *const library_folders[];

#endif
