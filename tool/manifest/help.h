/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tables say of the keys, for readers. */
#ifndef MANIFEST_HELP_H
#define MANIFEST_HELP_H

#include "base/base.h"

/* Writes to stdout what all keys of that name are. A name that no key has is reported. */
enum outcome help_key(const char *name);
/* Writes all keys to stdout, in the tables of docs/manifest.md. */
void help_tables(void);

#endif
