/* SPDX-License-Identifier: BSD-2-Clause */
#include "json.h"

#include <evm/shown.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define NO_CHARACTER 0xfffd  /* stands for a byte that is none */
#define ABOVE_UNITS  0x10000 /* code points from here on take two units of 16 bits */

/* Returns the length of the UTF-8 character there, and its code point. 1 and NO_CHARACTER: there is
 * none. */
static size_t decode(const unsigned char *text, size_t count, uint32_t *point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, ABOVE_UNITS};
    size_t length = *text < 0x80   ? 1
                    : *text < 0xc0 ? 0
                    : *text < 0xe0 ? 2
                    : *text < 0xf0 ? 3
                    : *text < 0xf8 ? 4
                                   : 0;

    *point = length == 1 ? *text : *text & 0x7fu >> length;
    for (size_t i = 1; i < length; i++)
        if (i == count || text[i] >> 6 != 2)
            length = 0;
        else
            *point = *point << 6 | (text[i] & 0x3f);
    if (length && *point >= least[length] && *point <= 0x10ffff && *point >> 11 != 0xd800 >> 11)
        return length;
    *point = NO_CHARACTER;
    return 1;
}

static void put_point(FILE *out, uint32_t point)
{
    if (point >= ABOVE_UNITS)
        fprintf(out, "\\u%04x\\u%04x", 0xd800 | (point - ABOVE_UNITS) >> 10,
                0xdc00 | (point & 0x3ff));
    else
        fprintf(out, "\\u%04x", point);
}

void json_bytes(FILE *out, const char *bytes, size_t count)
{
    const unsigned char *text = (const unsigned char *)bytes;

    putc('"', out);
    while (count) {
        bool plain = evm_shown(text, count) > 0;
        uint32_t point;
        size_t length = decode(text, count, &point);

        if (point == '"' || point == '\\')
            fprintf(out, "\\%c", (char)point);
        else if (plain)
            fwrite(text, 1, length, out);
        else
            put_point(out, point);
        text += length;
        count -= length;
    }
    putc('"', out);
}

void json_string(FILE *out, const char *string)
{
    if (string)
        json_bytes(out, string, strlen(string));
    else
        fputs("null", out);
}
