/* SPDX-License-Identifier: BSD-2-Clause */
/* The help of `evm` and its verbs. */
#ifndef USAGE_H
#define USAGE_H

#include "verb.h"

/* Print to stdout. */
void show_verb(const struct verb *verb);
void show_verbs(void);

#define EVM_ABOUT "Makes and runs systems of isolated VMs from a manifest (docs/manifest.md)."

/* Returns "run [--machine NAME] ... FILE"; the caller frees it. Its blanks that must not end a line
 * are FOLD_BLANK. */
char *synopsis(const struct verb *verb);
/* Returns "-o, --output IMAGE"; the caller frees it. */
char *option_text(const struct verb_option *option);
/* Returns "import netbsd PATH"; the caller frees it. */
char *verb_text(const struct verb *verb);

#endif
