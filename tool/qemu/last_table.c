/* SPDX-License-Identifier: BSD-2-Clause */
#include "last_table.h"

#include <string.h>

/* The supervisor's lines, and no others, begin so; and so does a table (its usage_table.c). */
#define OWN  "[evm] "
#define HEAD OWN "use of each component after"

static bool is_last(const struct last_table *table)
{
    size_t size = strlen(table->last);

    return !strncmp(table->line, OWN, strlen(OWN)) &&
           !strncmp(table->line + strlen(OWN), table->last, size) &&
           table->line[strlen(OWN) + size] == ' ';
}

static void end_line(struct last_table *table)
{
    table->line[table->size] = 0;
    if (!strncmp(table->line, HEAD, strlen(HEAD)))
        table->begun = true;
    else if (table->begun && is_last(table))
        table->done = true;
    table->size = 0;
}

void last_table_take(struct last_table *table, const char *bytes, size_t size)
{
    if (!table->asked)
        return;
    for (size_t i = 0; i < size; i++)
        if (bytes[i] == '\n')
            end_line(table);
        else if (table->size + 1 < sizeof(table->line))
            table->line[table->size++] = bytes[i];
}
