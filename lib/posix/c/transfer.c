/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams: reading and writing. */
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "stream.h"

/* Takes up to `bytes` of the data read ahead. */
static size_t take_ahead(FILE *stream, char *to, size_t bytes)
{
    size_t there = stream->filled - stream->at;

    bytes = bytes < there ? bytes : there;
    memcpy(to, stream->buffer + stream->at, bytes);
    stream->at += bytes;
    return bytes;
}

/* Takes up to `bytes`, of available data or by one read(); 0: end or error. */
static size_t read_some(FILE *stream, char *to, size_t bytes)
{
    bool directly = bytes >= stream->size;
    ssize_t got;

    if (stream->pushed != EOF) {
        *to = (char)stream->pushed;
        stream->pushed = EOF;
        return 1;
    }
    if (stream->at < stream->filled)
        return take_ahead(stream, to, bytes);
    got = read(stream->file, directly ? to : stream->buffer, directly ? bytes : stream->size);
    stream->end |= got == 0;
    stream->error |= got < 0;
    got = got > 0 ? got : 0;
    if (directly)
        return (size_t)got;
    stream->at = 0;
    stream->filled = (size_t)got;
    return take_ahead(stream, to, bytes);
}

size_t fread(void *memory, size_t bytes, size_t count, FILE *stream)
{
    size_t done = 0, all;

    if (bytes == 0 || __builtin_mul_overflow(bytes, count, &all))
        return 0;
    lock_take(&stream->lock);
    for (size_t part = stream_to_read(stream); done < all && part > 0; done += part)
        part = read_some(stream, (char *)memory + done, all - done);
    lock_give(&stream->lock);
    return done / bytes;
}

int fgetc(FILE *stream)
{
    unsigned char c;

    return fread(&c, 1, 1, stream) == 1 ? c : EOF;
}

int ungetc(int c, FILE *stream)
{
    int result = EOF;

    lock_take(&stream->lock);
    if (c != EOF && stream->pushed == EOF && stream_to_read(stream)) {
        result = stream->pushed = (unsigned char)c;
        stream->end = false;
    }
    lock_give(&stream->lock);
    return result;
}

char *fgets(char *text, int size, FILE *stream)
{
    int used = 0, c = 0;

    lock_take(&stream->lock);
    while (used < size - 1 && c != '\n' && (c = fgetc(stream)) != EOF)
        text[used++] = (char)c;
    text[used] = 0;
    text = used > 0 && !(c == EOF && stream->error) ? text : NULL;
    lock_give(&stream->lock);
    return text;
}

/* Copies into the buffer as much as fits. */
static size_t write_some(FILE *stream, const char *from, size_t bytes)
{
    size_t room = stream->size - stream->at;

    if (room == 0) {
        if (fflush(stream) != 0)
            return 0;
        room = stream->size;
    }
    bytes = bytes < room ? bytes : room;
    memcpy(stream->buffer + stream->at, from, bytes);
    stream->at += bytes;
    return bytes;
}

/* Writes large data past the buffer. */
static size_t write_directly(FILE *stream, const char *from, size_t bytes)
{
    ssize_t done = fflush(stream) == 0 ? write(stream->file, from, bytes) : -1;

    stream->error |= done < 0;
    return done > 0 ? (size_t)done : 0;
}

size_t fwrite(const void *memory, size_t bytes, size_t count, FILE *stream)
{
    const char *from = memory;
    size_t done = 0, all;

    if (bytes == 0 || __builtin_mul_overflow(bytes, count, &all))
        return 0;
    lock_take(&stream->lock);
    for (size_t part = stream_to_write(stream); done < all && part > 0; done += part) {
        part = all - done >= stream->size ? write_directly(stream, from + done, all - done)
                                          : write_some(stream, from + done, all - done);
    }
    if (stream->buffering == _IONBF ||
        (stream->buffering == _IOLBF && memrchr(memory, '\n', done) != NULL))
        fflush(stream);
    lock_give(&stream->lock);
    return done / bytes;
}

int fputc(int c, FILE *stream)
{
    unsigned char byte = (unsigned char)c;

    return fwrite(&byte, 1, 1, stream) == 1 ? byte : EOF;
}

int fputs(const char *text, FILE *stream)
{
    size_t length = strlen(text);

    return fwrite(text, 1, length, stream) == length ? 0 : EOF;
}

int putchar(int c)
{
    return fputc(c, stdout);
}

int puts(const char *text)
{
    return fputs(text, stdout) == 0 && fputc('\n', stdout) == '\n' ? 0 : EOF;
}
