/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of the system's console. A component's text stays behind its name: a line that starts again
 * by a carriage return is another line, and of a long line only the beginning counts. */
#ifndef FAULT_LINES_H
#define FAULT_LINES_H

#include "base/base.h"

#define LINE_MOST 4096 /* bytes of a line that are kept */

struct lines {
    void (*take)(void *argument, const char *line);
    void *argument;
    struct buffer line; /* the current one so far */
};

void lines_take(struct lines *lines, const char *bytes, size_t size);

#endif
