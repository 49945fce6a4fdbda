/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by tests of sets of NetBSD's archives; uses cmocka. */
#ifndef SETS_H
#define SETS_H

#include <stdbool.h>

#include "rump.h"

/* The symbols that a set's base needs; the set of one test; a set without mistakes. */
#define INIT "int rumpuser_init(int, void *); int rump_init(void) { return rumpuser_init(17, 0); } "

#define FOLDER "set"
#define SOUND  "sound"

/* Makes a folder of that name (mkdtemp(3)) the current one, with the set SOUND and the libraries
 * that components link. Returns false, after an error message, if that fails. */
bool sets_begin(char *folder);
/* Removes the folder. */
void sets_end(const char *folder);

/* Makes FOLDER a copy of SOUND: a setup function for cmocka. */
int make_set(void **state);

/* Ends the test, and prints both, if `found` does not begin with `expected`. */
void assert_starts(const char *found, const char *expected);

#endif
