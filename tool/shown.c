/* SPDX-License-Identifier: BSD-2-Clause */
#include "shown.h"

#include <evm/shown.h>
#include <string.h>

#include "base.h"

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
