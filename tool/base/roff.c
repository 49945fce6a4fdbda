/* SPDX-License-Identifier: BSD-2-Clause */
#include "roff.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base.h"

static void put_text(FILE *out, const char *at, bool first, bool marks)
{
    bool bold = false;

    for (; *at; at++) {
        if (first && (*at == '.' || *at == '\''))
            fputs("\\&", out);
        first = false;
        if (*at == '`' && marks) {
            bold = !bold;
            fputs(bold ? "\\fB" : "\\fR", out);
        } else if (*at == '\\') {
            fputs("\\e", out);
        } else if (*at == '-') {
            fputs("\\-", out);
        } else if (*at == '~') {
            fputs("\\(ti", out);
        } else if (*at == '\'') {
            fputs("\\(aq", out);
        } else {
            putc(*at, out);
        }
    }
}

void roff_text(FILE *out, const char *line)
{
    put_text(out, line, true, true);
    putc('\n', out);
}

void roff_line(FILE *out, const char *request, const char *line)
{
    fprintf(out, "%s ", request);
    put_text(out, line, false, true);
    putc('\n', out);
}

void roff_paragraphs(FILE *out, const char *paragraphs)
{
    while (*paragraphs) {
        size_t length = strcspn(paragraphs, "\n");
        char *one = text("%.*s", (int)length, paragraphs);

        fputs(".PP\n", out);
        roff_text(out, one);
        free(one);
        paragraphs += length + (paragraphs[length] == '\n');
    }
}

void roff_item(FILE *out, const char *term, const char *help)
{
    fputs(".TP\n\\fB", out);
    put_text(out, term, false, false);
    fputs("\\fR\n", out);
    roff_text(out, help);
}

void roff_example(FILE *out, const char *line)
{
    fputs(".PP\n.RS 4\n.nf\n", out);
    put_text(out, line, true, false);
    fputs("\n.fi\n.RE\n", out);
}
