/* SPDX-License-Identifier: BSD-2-Clause */
/* Mistakes in a manifest, and notes: collected first, then printed in the order of the file. */
#ifndef DIAG_H
#define DIAG_H

#include <stdio.h>

struct place {
    unsigned line, column; /* from 1; line 0 = the file as a whole, column 0 = the whole line */
};

struct diag {
    const char *file; /* as the user wrote it */
    struct mistake *mistakes, *notes;
    unsigned count, note_count;
};

/* Adds a mistake: what is wrong, what is expected, what to do; no newline. */
void diag_add(struct diag *diag, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Adds a note about anything left out or lost, which is no mistake. */
void diag_note(struct diag *diag, struct place place, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* Writes "file:line:column: message" lines, sorted by place. */
void diag_print(const struct diag *diag, FILE *out);
void diag_print_notes(const struct diag *diag, FILE *out);
void diag_free(struct diag *diag);

#endif
