/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the signs in a file. */
#ifndef SIGNS_H
#define SIGNS_H

#include "base/elf_file.h"
#include "findings.h"

/* Adds what a program or library calls and names. Calls are the functions that it imports; or if it
 * imports none, those that its own symbols and its system-call instructions name. */
void signs_of_elf(const struct elf *elf, struct signs *signs);
/* Adds the paths and file systems that a text names. */
void signs_of_text(const struct buffer *contents, struct signs *signs);

#endif
