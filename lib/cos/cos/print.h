/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Formatted output. Formats are those of C's printf: %c %s %d %i %u %o %x %X %p %%, all flags,
 * width and precision (also `*`), and the sizes hh, h, l, ll, z, j, t; anything else is copied
 * unchanged, except in cos_vformat_with().
 */
#ifndef COS_PRINT_H
#define COS_PRINT_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Writes to the console, 24 bytes a call; waits while the serial line is busy. Any component
 * with a console gate. */
void cos_print(const char *format, ...) __attribute__((format(__printf__, 1, 2)));

/* Writes `bytes` of text to the console as cos_print does. */
void cos_write(const char *text, size_t bytes);

/* Formats into buffer[size], always NUL-terminated if size > 0. Returns the length of the whole
 * text. */
size_t cos_format(char *buffer, size_t size, const char *format, ...)
    __attribute__((format(__printf__, 3, 4)));

/* The conversion specification between `%` and the letter. */
struct cos_conversion {
    bool left, zero, plus, space, alternate; /* flags - 0 + space # */
    int width, precision;                    /* precision < 0: none given */
    int longs;                               /* 0: int, > 0: long or longer, -1: short, -2: char */
};

/* Where formatted text goes: `put` takes one character after the other. */
struct cos_sink {
    void (*put)(struct cos_sink *sink, char c);
};
void cos_vformat(struct cos_sink *sink, const char *format, va_list arguments);

/* The same with more conversions: `convert` (may be NULL) handles letters that are unknown here;
 * true: it has taken the argument and put its text. */
typedef bool cos_convert(struct cos_sink *sink, char kind, const struct cos_conversion *how,
                         va_list *arguments);
void cos_vformat_with(struct cos_sink *sink, cos_convert *convert, const char *format,
                      va_list arguments);

#endif
