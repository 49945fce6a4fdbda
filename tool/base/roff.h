/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes manual pages, in the language roff. */
#ifndef ROFF_H
#define ROFF_H

#include <stdio.h>

/* Writes a text with roff's own signs escaped, and what stands between backquotes in bold. */
void roff_text(FILE *out, const char *line);
/* Writes a request and a text on one line, like ".SH NAME". */
void roff_line(FILE *out, const char *request, const char *line);
/* Writes paragraphs, one for each line of the text. */
void roff_paragraphs(FILE *out, const char *paragraphs);
/* Writes a term in bold and its explanation. */
void roff_item(FILE *out, const char *term, const char *help);
/* Writes a line as it is, indented. */
void roff_example(FILE *out, const char *line);

#endif
