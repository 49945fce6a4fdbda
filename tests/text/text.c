/* SPDX-License-Identifier: BSD-2-Clause */
#include <text/text.h>

#include <cos/string.h>

static bool is_blank(char c)
{
    return c == ' ' || c == 0;
}

bool text_word(struct text *rest, struct text *word)
{
    while (rest->at < rest->end && is_blank(*rest->at))
        rest->at++;
    for (word->at = rest->at; rest->at < rest->end && !is_blank(*rest->at);)
        rest->at++;
    word->end = rest->at;
    return word->at < word->end;
}

bool text_is(struct text text, const char *other)
{
    size_t length = (size_t)(text.end - text.at);

    return strlen(other) == length && memcmp(text.at, other, length) == 0;
}

bool text_starts(struct text text, const char *start, struct text *behind)
{
    size_t length = strlen(start);

    if ((size_t)(text.end - text.at) < length || memcmp(text.at, start, length) != 0)
        return false;
    *behind = (struct text){text.at + length, text.end};
    return start[length - 1] == '=' || behind->at == behind->end;
}

/* Returns the digit's value; 16: no digit. */
static unsigned digit(char c)
{
    if (c >= '0' && c <= '9')
        return (unsigned)(c - '0');
    return c >= 'a' && c <= 'f'   ? (unsigned)(c - 'a') + 10
           : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A') + 10
                                  : 16;
}

bool text_number(struct text text, unsigned base, uint64_t most, uint64_t *value)
{
    *value = 0;
    for (const char *c = text.at; c < text.end; c++) {
        *value = *value * base + digit(*c);
        if (digit(*c) >= base || *value > most)
            return false;
    }
    return text.at < text.end;
}
