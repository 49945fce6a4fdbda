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

static void append(struct mistake **list, unsigned *count, struct place place, const char *format,
                   va_list args)
{
    struct mistake mistake = {.place = place, .order = *count};

    if (vasprintf(&mistake.message, format, args) < 0)
        exit(outcome_base + host_error("out of memory"));
    *list = need_more(*list, (*count + 1) * sizeof(mistake));
    (*list)[(*count)++] = mistake;
}

void diag_add(struct diag *diag, struct place place, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append(&diag->mistakes, &diag->count, place, format, args);
    va_end(args);
}

void diag_note(struct diag *diag, struct place place, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    append(&diag->notes, &diag->note_count, place, format, args);
    va_end(args);
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

static void print(const char *file, const char *kind, struct mistake *list, unsigned count,
                  FILE *out)
{
    if (count)
        qsort(list, count, sizeof(*list), compare);
    for (unsigned i = 0; i < count; i++) {
        char *name = shown(file, false), *message = shown(list[i].message, false);

        fputs(name, out);
        if (list[i].place.line)
            fprintf(out, ":%u", list[i].place.line);
        if (list[i].place.column)
            fprintf(out, ":%u", list[i].place.column);
        fprintf(out, ": %s%s\n", kind, message);
        free(message);
        free(name);
    }
}

void diag_print(const struct diag *diag, FILE *out)
{
    print(diag->file, "", diag->mistakes, diag->count, out);
}

void diag_print_notes(const struct diag *diag, FILE *out)
{
    print(diag->file, "note: ", diag->notes, diag->note_count, out);
}

static void clear(struct mistake **list, unsigned *count)
{
    for (unsigned i = 0; i < *count; i++)
        free((*list)[i].message);
    free(*list);
    *list = NULL;
    *count = 0;
}

void diag_free(struct diag *diag)
{
    clear(&diag->mistakes, &diag->count);
    clear(&diag->notes, &diag->note_count);
}
