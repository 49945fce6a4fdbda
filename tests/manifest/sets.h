/* SPDX-License-Identifier: BSD-2-Clause */
/* What tests of sets of NetBSD's archives share; of cmocka. */
#ifndef SETS_H
#define SETS_H

#include <stdbool.h>

#include "rump.h"

/* What the base of a set needs; the set of one test; a set in which nothing is wrong. */
#define INIT "int rumpuser_init(int, void *); int rump_init(void) { return rumpuser_init(17, 0); } "

#define FOLDER "set"
#define SOUND  "sound"

/* Makes a folder of that name (mkdtemp(3)) the current one, with the set SOUND and the libraries
 * that components are linked with. False: it could not, and has said so. */
bool sets_begin(char *folder);
/* Removes the folder. */
void sets_end(const char *folder);

/* Makes FOLDER a copy of SOUND, as a setup of cmocka's. */
int make_set(void **state);

/* Ends the test, and shows both, if `found` does not begin with `expected`. */
void assert_starts(const char *found, const char *expected);

#endif
