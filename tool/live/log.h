/* SPDX-License-Identifier: BSD-2-Clause */
/* What the console of a system prints, kept with times in its runtime folder: a line
 * YYYY-MM-DDTHH:MM:SS.mmmZ TEXT for each. */
#ifndef LIVE_LOG_H
#define LIVE_LOG_H

#include "base/base.h"

#define LOG_TIME 25        /* characters before the text */
#define LOG_MOST (4 << 20) /* bytes of a file: then it becomes the old one */

struct log {
    char *path, *old;
    int fd; /* -1: none */
    size_t size;
    char line[1024]; /* the line that has begun, with its time */
    size_t used;
    uint64_t lost; /* lines, since the last that was written */
    int why;       /* errno of the first of them */
};

/* Opens the log in a runtime folder. */
enum outcome log_open(struct log *log, const char *folder);
/* Takes text of the console. An error of the disk costs lines only; a later line says how many.
 * Returns false once for each row of errors. */
bool log_take(struct log *log, const char *bytes, size_t size);
/* The time now, and a time as it is in the log: ms since 1970. */
uint64_t log_now(void);
void log_stamp(char out[LOG_TIME + 1], uint64_t ms);
void log_close(struct log *log);

#endif
