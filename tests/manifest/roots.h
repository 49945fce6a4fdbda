/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by tests of root file systems: files, and systems whose roots hold these. */
#ifndef ROOTS_H
#define ROOTS_H

#include "rootfs/rootfs.h"
#include "system/system.h"

/* A group's setup and teardown: the working directory is a folder of its own with some files and
 * links. */
int roots_begin(void **state);
int roots_end(void **state);
extern char folder[]; /* its absolute path */

/* Makes a file, and the folders on the way. */
void put(const char *path, const char *contents, unsigned mode);

/* Loads a system with one Linux VM that has this `root:`; the only mistakes must be `messages`. */
void load(const char *root, struct system *system, const char *messages);

/* Returns the entry at `path` of that VM's root; NULL: none. */
const struct plan_entry *entry_of(const struct system *system, const char *path);

#endif
