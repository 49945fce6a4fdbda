/* SPDX-License-Identifier: BSD-2-Clause */
#include "diag.h"

#include <stdarg.h>
#include <stdlib.h>

#include "base.h"
#include "shown.h"

struct mistake {
    struct place place;
    unsigned order; /* in which it was found: keeps the sort stable */
    char *message;
};

void diag_add(struct diag *diag, struct place place, const char *format, ...)
{
    struct mistake mistake = {.place = place, .order = diag->count};
    va_list args;

    va_start(args, format);
    if (vasprintf(&mistake.message, format, args) < 0)
        exit(outcome_base + host_error("out of memory"));
    va_end(args);
    diag->mistakes = need_more(diag->mistakes, (diag->count + 1) * sizeof(mistake));
    diag->mistakes[diag->count++] = mistake;
}

static int compare(const void *left, const void *right)
{
    const struct mistake *a = left, *b = right;

    if (a->place.line != b->place.line)
        return a->place.line < b->place.line ? -1 : 1;
    if (a->place.column != b->place.column)
        return a->place.column < b->place.column ? -1 : 1;
    return a->order < b->order ? -1 : 1;
}

void diag_print(const struct diag *diag, FILE *out)
{
    if (diag->count)
        qsort(diag->mistakes, diag->count, sizeof(struct mistake), compare);
    for (unsigned i = 0; i < diag->count; i++) {
        const struct mistake *mistake = &diag->mistakes[i];

        char *file = shown(diag->file, false), *message = shown(mistake->message, false);

        fputs(file, out);
        if (mistake->place.line)
            fprintf(out, ":%u", mistake->place.line);
        if (mistake->place.column)
            fprintf(out, ":%u", mistake->place.column);
        fprintf(out, ": %s\n", message);
        free(message);
        free(file);
    }
}

void diag_free(struct diag *diag)
{
    for (unsigned i = 0; i < diag->count; i++)
        free(diag->mistakes[i].message);
    free(diag->mistakes);
    diag->mistakes = NULL;
    diag->count = 0;
}
