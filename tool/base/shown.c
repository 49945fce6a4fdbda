/* SPDX-License-Identifier: BSD-2-Clause */
#include "shown.h"

#include <evm/shown.h>
#include <stdlib.h>
#include <string.h>

char *shown(const char *text, bool lines)
{
    struct buffer result = {0};
    const char *end = text + strlen(text);

    while (text < end) {
        int bytes = evm_shown((const unsigned char *)text, (size_t)(end - text));

        if (bytes > 0)
            buffer_add(&result, text, (size_t)bytes);
        else if (*text == '\n')
            buffer_string(&result, !lines ? "\\n" : text + 1 < end ? "\n  " : "\n");
        else if (*text == '\t')
            buffer_string(&result, lines ? "\t" : "\\t");
        else
            buffer_format(&result, "\\x%02x", *(const unsigned char *)text);
        text += bytes > 0 ? bytes : 1;
    }
    buffer_extend(&result, 1);
    return result.data;
}

void show_word(FILE *out, int width, const char *text)
{
    char *word = shown(text, false);

    fprintf(out, "%-*s", width, word);
    free(word);
}

void show_command(FILE *out, const struct strings *command)
{
    for (uint32_t i = 0; i < command->count; i++) {
        show_word(out, 0, command->item[i]);
        fputc(i + 1 < command->count ? ' ' : '\n', out);
    }
}
