/* SPDX-License-Identifier: BSD-2-Clause */
/* Parsers of words and numbers in a manifest. */
#ifndef WORDS_H
#define WORDS_H

#include <stdbool.h>
#include <stdint.h>

#include "base.h"

/* Returns the nearest of `count` words (NULL ones are skipped) to a misspelt `word`; NULL if none
 * is near. */
const char *nearest(const char *word, const char *const words[], unsigned count);

/* Each returns true and sets *value if the whole string is valid; else false. */
bool parse_number(const char *string, uint64_t *value); /* "32", "0x3f8" */
bool parse_size(const char *string, uint64_t *bytes);   /* "4096", "64K", "24M", "1G" */
/* Returns a size as text, like "24M"; the caller frees it. */
char *size_text(uint64_t bytes);
bool parse_duration(const char *string, uint64_t *us); /* "500us", "100ms", "2s", ... */
bool parse_time(const char *string, uint64_t *ms);     /* "100ms", "2s", "1min", "1h" */
/* yes, no, true, false, on, off */
bool parse_bool(const char *string, bool *value);
/* "0x3f8-0x3ff" or "0x80"; first <= last */
bool parse_range(const char *string, uint64_t *first, uint64_t *last);
bool parse_area(const char *string, uint64_t *start, uint64_t *bytes); /* "0xfed00000+4K" */

/* Splits a command line at blanks; '...' and "..." keep blanks, and a backslash keeps the next
 * character (not within '...'). Returns false if a quote is not closed. */
bool split_command(const char *line, struct strings *words);

#endif
