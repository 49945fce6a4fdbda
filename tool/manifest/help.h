/* SPDX-License-Identifier: BSD-2-Clause */
/* Prints the help texts of the tables of keys. */
#ifndef MANIFEST_HELP_H
#define MANIFEST_HELP_H

#include "base/base.h"

/* Prints the help of all keys of that name. Returns false if there is none. */
bool help_key(const char *name);
/* Reports a name that no key has. */
enum outcome help_unknown(const char *name);
/* Prints the names of all keys. */
void help_names(void);
/* Prints all keys, in the tables of docs/manifest.md. */
void help_tables(void);

#endif
