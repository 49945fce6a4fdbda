/* SPDX-License-Identifier: BSD-2-Clause */
#include "fold.h"

#include <stdbool.h>
#include <string.h>

/* Returns the columns of the first bytes of a text in UTF-8. */
static unsigned columns(const char *text, size_t bytes)
{
    unsigned count = 0;

    for (size_t i = 0; i < bytes; i++)
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    return count;
}

static void put_word(FILE *out, const char *word, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        putc(word[i] == FOLD_BLANK ? ' ' : word[i], out);
}

void fold(FILE *out, const char *text, unsigned column, unsigned margin)
{
    bool first = column; /* the word follows what is on the line at once */

    for (const char *word = text + strspn(text, " "); *word; word += strspn(word, " ")) {
        size_t bytes = strcspn(word, " ");
        unsigned width = columns(word, bytes);

        if (column && !first && column + 1 + width > FOLD_COLUMNS) {
            putc('\n', out);
            column = 0;
        }
        if (column)
            column += first ? 0 : (unsigned)fprintf(out, " ");
        else
            column = (unsigned)fprintf(out, "%*s", (int)margin, "");
        put_word(out, word, bytes);
        column += width;
        first = false;
        word += bytes;
    }
    putc('\n', out);
}
