/* SPDX-License-Identifier: BSD-2-Clause */
/* Text in lines of a terminal's usual width. */
#ifndef FOLD_H
#define FOLD_H

#include <stdio.h>

#define FOLD_COLUMNS 80
/* A blank at which no line ends; printed as a blank. */
#define FOLD_BLANK '\x1f'

/* Prints the words of a text, in lines of at most FOLD_COLUMNS, and a newline. column: of the line
 * that has begun, 0: none has. Other lines begin with `margin` blanks. */
void fold(FILE *out, const char *text, unsigned column, unsigned margin);

#endif
