/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of text without a terminating NUL. */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

struct text {
    const char *at, *end;
};

/* Takes the next run of characters that are neither blank nor NUL. Returns false if none is
 * left. */
bool text_word(struct text *rest, struct text *word);

bool text_is(struct text text, const char *other);

/* Returns whether the text starts with `start`; then *behind is the rest. Without a final '=',
 * `start` must be the whole text. */
bool text_starts(struct text text, const char *start, struct text *behind);

/* Returns whether the whole text is a number in that base (at most 16), up to `most` (below
 * 2^59). */
bool text_number(struct text text, unsigned base, uint64_t most, uint64_t *value);

#endif
