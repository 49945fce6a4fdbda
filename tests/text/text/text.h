/* SPDX-License-Identifier: BSD-2-Clause */
/* Pieces of text that no NUL ends. */
#ifndef TEXT_TEXT_H
#define TEXT_TEXT_H

#include <stdbool.h>
#include <stdint.h>

struct text {
    const char *at, *end;
};

/* The next run of characters that are neither blank nor NUL; false: there is none. */
bool text_word(struct text *rest, struct text *word);

bool text_is(struct text text, const char *other);

/* Whether it starts so; then *behind is the rest of it. A start without '=' is all of it. */
bool text_starts(struct text text, const char *start, struct text *behind);

/* A number of that base, at most 16, and nothing else. most: below 2^59 */
bool text_number(struct text text, unsigned base, uint64_t most, uint64_t *value);

#endif
