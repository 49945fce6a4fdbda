/* SPDX-License-Identifier: BSD-2-Clause */
#include "lines.h"

static void end_line(struct lines *lines)
{
    if (!lines->line.size)
        return;
    buffer_extend(&lines->line, 1);
    lines->take(lines->argument, lines->line.data);
    lines->line.size = 0;
}

void lines_take(struct lines *lines, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] == '\n' || bytes[i] == '\r')
            end_line(lines);
        else if (bytes[i] && lines->line.size < LINE_MOST)
            buffer_add(&lines->line, &bytes[i], 1);
}
