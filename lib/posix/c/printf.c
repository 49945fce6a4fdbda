/* SPDX-License-Identifier: BSD-2-Clause */
/* Formatted output, by lib/cos/format.c. */
#include <cos/print.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "put_float.h"
#include "stream.h"

#define PIECE 128 /* bytes written to a stream at once */

struct output {
    struct cos_sink sink;
    FILE *stream;
    size_t length, used;
    bool failed;
    char piece[PIECE];
};

static void send_piece(struct output *output)
{
    output->failed |= fwrite(output->piece, 1, output->used, output->stream) != output->used;
    output->used = 0;
}

static void put_to_stream(struct cos_sink *sink, char c)
{
    struct output *output = (struct output *)sink;

    output->piece[output->used++] = c;
    output->length++;
    if (output->used == PIECE)
        send_piece(output);
}

static int checked(size_t length)
{
    if (length > INT_MAX) {
        errno = EOVERFLOW;
        return -1;
    }
    return (int)length;
}

int vfprintf(FILE *restrict stream, const char *restrict format, va_list arguments)
{
    struct output output = {.sink = {put_to_stream}, .stream = stream};

    lock_take(&stream->lock);
    cos_vformat_with(&output.sink, posix_convert_float, format, arguments);
    send_piece(&output);
    lock_give(&stream->lock);
    return output.failed ? -1 : checked(output.length);
}

struct text {
    struct cos_sink sink;
    char *to;
    size_t size, length;
};

static void put_to_text(struct cos_sink *sink, char c)
{
    struct text *text = (struct text *)sink;

    if (text->length + 1 < text->size)
        text->to[text->length] = c;
    text->length++;
}

int vsnprintf(char *restrict to, size_t size, const char *restrict format, va_list arguments)
{
    struct text text = {.sink = {put_to_text}, .to = to, .size = size};

    cos_vformat_with(&text.sink, posix_convert_float, format, arguments);
    if (size > 0)
        to[text.length < size ? text.length : size - 1] = 0;
    return checked(text.length);
}

/* The body of a variadic function, by its counterpart with a va_list. */
#define BY_LIST(call)            \
    va_list arguments;           \
    int result;                  \
                                 \
    va_start(arguments, format); \
    result = call;               \
    va_end(arguments);           \
    return result

int vprintf(const char *restrict format, va_list arguments)
{
    return vfprintf(stdout, format, arguments);
}

int printf(const char *restrict format, ...)
{
    BY_LIST(vfprintf(stdout, format, arguments));
}

int fprintf(FILE *restrict stream, const char *restrict format, ...)
{
    BY_LIST(vfprintf(stream, format, arguments));
}

int sprintf(char *restrict to, const char *restrict format, ...)
{
    BY_LIST(vsnprintf(to, INT_MAX, format, arguments));
}

int snprintf(char *restrict to, size_t size, const char *restrict format, ...)
{
    BY_LIST(vsnprintf(to, size, format, arguments));
}

int dprintf(int file, const char *restrict format, ...)
{
    FILE stream = {
        .file = file, .buffering = _IOFBF, .writable = true, .writing = true, .pushed = EOF};
    char buffer[PIECE];
    va_list arguments;
    int result;

    stream.buffer = buffer;
    stream.size = sizeof buffer;
    va_start(arguments, format);
    result = vfprintf(&stream, format, arguments);
    va_end(arguments);
    return fflush(&stream) == 0 ? result : -1;
}
