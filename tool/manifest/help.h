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

/* Prints all keys as the manual page evm-manifest(5), in the language roff. */
void help_man(void);
/* Returns the names of all keys, each once, with blanks between them; the caller frees it. */
char *help_words(void);

#endif
