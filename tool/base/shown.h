/* SPDX-License-Identifier: BSD-2-Clause */
/* Untrusted text in messages: from manifests, archives, files, QEMU. */
#ifndef SHOWN_H
#define SHOWN_H

#include <stdbool.h>
#include <stdio.h>

#include "base.h"

/* Returns a copy of a text that cannot control a terminal or imitate another message: unsafe bytes
 * become \xNN (interface/evm/shown.h). lines: newlines and tabs stay, and further lines are
 * indented; else they become \n and \t. The caller frees it. */
char *shown(const char *text, bool lines);
/* Writes such a copy of a line or word, padded with blanks to at least `width` columns. */
void show_word(FILE *out, int width, const char *text);
/* Writes such copies, with blanks between them, and a newline. */
void show_command(FILE *out, const struct strings *command);

#endif
