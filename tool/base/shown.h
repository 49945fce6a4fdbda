/* SPDX-License-Identifier: BSD-2-Clause */
/* Names and texts of others in messages: from manifests, archives, files, QEMU. */
#ifndef SHOWN_H
#define SHOWN_H

#include <stdbool.h>
#include <stdio.h>

#include "base.h"

/* A copy of a text that does nothing to a terminal, and looks like no other message: what could, is
 * written as \xNN (interface/evm/shown.h). `lines`: ends of lines and tabs stay, and what follows
 * an end is indented; else they are written as \n and \t. The caller frees it. */
char *shown(const char *text, bool lines);
/* Writes such a copy of a line or word, with blanks behind it to at least `width` columns. */
void show_word(FILE *out, int width, const char *text);
/* Writes such copies, with blanks between them, and a newline. */
void show_command(FILE *out, const struct strings *command);

#endif
