/* SPDX-License-Identifier: BSD-2-Clause */
/* Streams, for the files of this folder. */
#ifndef POSIX_STREAM_H
#define POSIX_STREAM_H

#include <stdbool.h>
#include <stdio.h>

#include "lock.h"

struct FILE {
    struct lock lock; /* held by functions of stdio.h while they are at it */
    int file;
    int buffering; /* _IO?BF */
    bool readable, writable, append;
    bool end, error;
    bool writing; /* buffer[0 .. at) is to be written; else buffer[at ..
                                filled) has been read ahead */
    size_t at, filled, size;
    char *buffer;
    int pushed; /* by ungetc(), EOF: none */
    FILE *next; /* of all that fopen() and fdopen() made */
};

/* Prepares the stream for reading or writing, if it is open for that. False: errno is set. The
 * caller has the lock. */
bool stream_to_read(FILE *stream);
bool stream_to_write(FILE *stream);

#endif
