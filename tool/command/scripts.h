/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files that write scripts for shells. */
#ifndef SCRIPTS_H
#define SCRIPTS_H

#include "verb.h"

/* Each prints a script. */
void bash_script(const char *keys);
void zsh_script(const char *keys);
void fish_script(const char *keys);

/* The following is in words.c. */
/* Return texts that the caller frees: names with blanks between them; the first sentence of a
 * help. */
char *verb_names(void);
char *item_names(const struct item *items);
char *first_sentence(const char *help);

#endif
