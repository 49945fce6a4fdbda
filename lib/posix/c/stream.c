/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams: opening, ending, positions. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stream.h"

#define LINE 256 /* bytes of the console's stream buffers */

static char out_buffer[LINE], err_buffer[LINE];
static FILE out = {.file = STDOUT_FILENO,
                   .buffering = _IOLBF,
                   .writable = true,
                   .writing = true,
                   .size = LINE,
                   .buffer = out_buffer,
                   .pushed = EOF};
static FILE err = {.file = STDERR_FILENO,
                   .buffering = _IONBF,
                   .writable = true,
                   .writing = true,
                   .size = LINE,
                   .buffer = err_buffer,
                   .pushed = EOF,
                   .next = &out};
static FILE *streams = &err;

FILE *const stdout = &out;
FILE *const stderr = &err;

/* Flags of open() for a mode of fopen(); -1: no such mode. */
static int flags_of(const char *mode)
{
    int access = strchr(mode, '+') != NULL ? O_RDWR : *mode == 'r' ? O_RDONLY : O_WRONLY;
    int exclusive = strchr(mode, 'x') != NULL ? O_EXCL : 0;

    switch (*mode) {
    case 'r':
        return access;
    case 'w':
        return access | O_CREAT | O_TRUNC | exclusive;
    case 'a':
        return access | O_CREAT | O_APPEND | exclusive;
    default:
        return -1;
    }
}

static FILE *make(int file, int flags)
{
    FILE *stream = calloc(1, sizeof *stream + BUFSIZ);

    if (stream == NULL)
        return NULL;
    stream->file = file;
    stream->buffering = _IOFBF;
    stream->readable = (flags & O_ACCMODE) != O_WRONLY;
    stream->writable = (flags & O_ACCMODE) != O_RDONLY;
    stream->append = (flags & O_APPEND) != 0;
    stream->size = BUFSIZ;
    stream->buffer = (char *)(stream + 1);
    stream->pushed = EOF;
    stream->next = streams;
    streams = stream;
    return stream;
}

FILE *fdopen(int file, const char *mode)
{
    int flags = flags_of(mode);

    if (flags < 0) {
        errno = EINVAL;
        return NULL;
    }
    return make(file, flags);
}

FILE *fopen(const char *path, const char *mode)
{
    int flags = flags_of(mode), file;
    FILE *stream;

    if (flags < 0) {
        errno = EINVAL;
        return NULL;
    }
    file = open(path, flags, 0666);
    if (file < 0)
        return NULL;
    stream = make(file, flags);
    if (stream == NULL) {
        close(file);
        errno = ENOMEM;
    }
    return stream;
}

static int flush_locked(FILE *stream)
{
    size_t done = 0, bytes = stream->writing ? stream->at : 0;

    while (done < bytes) {
        ssize_t part = write(stream->file, stream->buffer + done, bytes - done);

        if (part < 0) {
            stream->error = true;
            memmove(stream->buffer, stream->buffer + done, bytes - done);
            stream->at = bytes - done;
            return EOF;
        }
        done += (size_t)part;
    }
    if (stream->writing)
        stream->at = 0;
    return 0;
}

static int flush(FILE *stream)
{
    int result;

    lock_take(&stream->lock);
    result = flush_locked(stream);
    lock_give(&stream->lock);
    return result;
}

int fflush(FILE *stream)
{
    int result = 0;

    if (stream != NULL)
        return flush(stream);
    for (stream = streams; stream != NULL; stream = stream->next)
        result |= flush(stream);
    return result;
}

int fclose(FILE *stream)
{
    int result = flush(stream);

    for (FILE **at = &streams; *at != NULL; at = &(*at)->next) {
        if (*at == stream) {
            *at = stream->next;
            break;
        }
    }
    if (close(stream->file) < 0)
        result = EOF;
    if (stream != &out && stream != &err)
        free(stream);
    return result;
}

int setvbuf(FILE *stream, char *buffer, int mode, size_t bytes)
{
    (void)buffer;
    (void)bytes;
    if (mode != _IOFBF && mode != _IOLBF && mode != _IONBF) {
        errno = EINVAL;
        return -1;
    }
    stream->buffering = mode;
    return 0;
}

/* Bytes read ahead of the program. */
static off_t ahead(const FILE *stream)
{
    return stream->writing ? 0 : (off_t)(stream->filled - stream->at) + (stream->pushed != EOF);
}

static void forget(FILE *stream)
{
    stream->at = stream->filled = 0;
    stream->pushed = EOF;
}

bool stream_to_read(FILE *stream)
{
    if (!stream->readable || flush_locked(stream) != 0) {
        errno = stream->readable ? errno : EBADF;
        stream->error = true;
        return false;
    }
    if (stream->writing) {
        stream->writing = false;
        forget(stream);
    }
    return true;
}

bool stream_to_write(FILE *stream)
{
    if (!stream->writable) {
        errno = EBADF;
        stream->error = true;
        return false;
    }
    if (!stream->writing) {
        if (ahead(stream) > 0 && !stream->append)
            lseek(stream->file, -ahead(stream), SEEK_CUR);
        stream->writing = true;
        forget(stream);
    }
    return true;
}

int fseeko(FILE *stream, off_t offset, int whence)
{
    int result = -1;

    lock_take(&stream->lock);
    if (flush_locked(stream) == 0 &&
        lseek(stream->file, whence == SEEK_CUR ? offset - ahead(stream) : offset, whence) >= 0) {
        forget(stream);
        stream->end = false;
        result = 0;
    }
    lock_give(&stream->lock);
    return result;
}

off_t ftello(FILE *stream)
{
    off_t position;

    lock_take(&stream->lock);
    position = lseek(stream->file, 0, SEEK_CUR);
    if (position >= 0)
        position += stream->writing ? (off_t)stream->at : -ahead(stream);
    lock_give(&stream->lock);
    return position;
}

int fseek(FILE *stream, long offset, int whence)
{
    return fseeko(stream, offset, whence);
}

long ftell(FILE *stream)
{
    return ftello(stream);
}

void rewind(FILE *stream)
{
    fseeko(stream, 0, SEEK_SET);
    stream->error = false;
}

int feof(FILE *stream)
{
    return stream->end;
}

int ferror(FILE *stream)
{
    return stream->error;
}

void clearerr(FILE *stream)
{
    stream->end = stream->error = false;
}

int fileno(FILE *stream)
{
    return stream->file;
}
