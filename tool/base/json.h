/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes JSON. */
#ifndef JSON_H
#define JSON_H

#include <stdio.h>

/* Writes a text in quotes; a byte that is no character becomes the character of its number. */
void json_string(FILE *out, const char *text);

#endif
