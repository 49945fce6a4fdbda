/* SPDX-License-Identifier: BSD-2-Clause */
/* The representation of streams, for the files of this folder. */
#ifndef POSIX_STREAM_H
#define POSIX_STREAM_H

#include <stdbool.h>
#include <stdio.h>

#include "lock.h"

struct FILE {
    struct lock lock; /* held by functions of stdio.h during a call */
    int file;
    int buffering; /* _IO?BF */
    bool readable, writable, append;
    bool end, error;
    bool writing; /* buffer[0 .. at) must be written; otherwise buffer[at .. filled) was read
                   * ahead */
    size_t at, filled, size;
    char *buffer;
    int pushed; /* by ungetc(), EOF: none */
    FILE *next; /* in the list of all streams */
};

/* Prepares the stream for reading or writing, if it is open for that. False: errno is set. The
 * caller has the lock. */
bool stream_to_read(FILE *stream);
bool stream_to_write(FILE *stream);

#endif
