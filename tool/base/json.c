/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"

#include <evm/shown.h>
#include <string.h>

void json_string(FILE *out, const char *text)
{
    size_t left = strlen(text);

    putc('"', out);
    while (left) {
        int bytes = evm_shown((const unsigned char *)text, left);

        if (bytes <= 0) /* no character, or one that JSON must escape */
            fprintf(out, "\\u%04x", (unsigned char)*text);
        else
            fprintf(out, strchr("\"\\", *text) ? "\\%.*s" : "%.*s", bytes, text);
        text += bytes > 0 ? bytes : 1;
        left -= bytes > 0 ? (size_t)bytes : 1;
    }
    putc('"', out);
}
