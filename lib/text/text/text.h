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

/* What is before the next separator, or before the end; false: there was nothing any more. */
bool text_cut(struct text *rest, char separator, struct text *piece);

bool text_is(struct text text, const char *other);

/* Whether it starts so; then *behind is the rest of it. A start without '=' is all of it. */
bool text_starts(struct text text, const char *start, struct text *behind);

/* A number of that base, at most 16, and nothing else. most: below 2^59 */
bool text_number(struct text text, unsigned base, uint64_t most, uint64_t *value);

/* `count` bytes, at most 8, with separators between them; the first is the highest of the value. */
bool text_bytes(struct text text, unsigned base, unsigned count, char separator, uint64_t *value);

#endif
