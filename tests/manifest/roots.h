/* SPDX-License-Identifier: BSD-2-Clause */
/* What tests of root file systems share: files, and systems whose roots are made of these. */
#ifndef ROOTS_H
#define ROOTS_H

#include "rootfs/rootfs.h"
#include "system/system.h"

/* A group's setup and teardown: a folder of its own, with some files and links in it, is the
 * working directory. */
int roots_begin(void **state);
int roots_end(void **state);
extern char folder[]; /* its absolute path */

/* Makes a file, and the folders on the way. */
void put(const char *path, const char *contents, unsigned mode);

/* Loads a system with one Linux VM that has this `root:`; there must be no mistakes but `messages`.
 */
void load(const char *root, struct system *system, const char *messages);

/* What is at `path` of that VM's root; NULL: nothing. */
const struct plan_entry *entry_of(const struct system *system, const char *path);

#endif
