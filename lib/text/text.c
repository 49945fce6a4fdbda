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

bool text_cut(struct text *rest, char separator, struct text *piece)
{
    if (rest->at == NULL)
        return false;
    for (piece->at = piece->end = rest->at; piece->end < rest->end && *piece->end != separator;)
        piece->end++;
    rest->at = piece->end < rest->end ? piece->end + 1 : NULL;
    return true;
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

/* 16: it is none. */
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

bool text_bytes(struct text text, unsigned base, unsigned count, char separator, uint64_t *value)
{
    struct text piece;
    uint64_t byte;

    *value = 0;
    for (unsigned i = 0; i < count; i++) {
        if (!text_cut(&text, separator, &piece) || !text_number(piece, base, 255, &byte))
            return false;
        *value = *value << 8 | byte;
    }
    return text.at == NULL;
}
