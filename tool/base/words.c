/* SPDX-License-Identifier: BSD-2-Clause */
#include "words.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WORD_MAX 64 /* longer words are not compared */

/* Returns the edit distance, where a swap of two neighbours counts as one edit. Keeps three rows of
 * the classic table. */
static unsigned distance(const char *a, const char *b)
{
    size_t length = strlen(b);
    unsigned rows[3][WORD_MAX + 1];

    if (strlen(a) > WORD_MAX || length > WORD_MAX)
        return WORD_MAX;
    for (size_t j = 0; j <= length; j++)
        rows[0][j] = j;
    for (size_t i = 1; a[i - 1]; i++) {
        unsigned *row = rows[i % 3], *above = rows[(i + 2) % 3], *second = rows[(i + 1) % 3];

        row[0] = i;
        for (size_t j = 1; j <= length; j++) {
            unsigned best = above[j - 1] + (a[i - 1] != b[j - 1]);

            best = above[j] + 1 < best ? above[j] + 1 : best;
            best = row[j - 1] + 1 < best ? row[j - 1] + 1 : best;
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                second[j - 2] + 1 < best)
                best = second[j - 2] + 1;
            row[j] = best;
        }
    }
    return rows[strlen(a) % 3][length];
}

/* Returns the only word of which `word` is a beginning of three letters or more, or NULL. */
static const char *completed(const char *word, const char *const words[], unsigned count)
{
    size_t length = strlen(word);
    const char *result = NULL;

    for (unsigned i = 0; i < count && length >= 3; i++) {
        if (!words[i] || strncmp(word, words[i], length) != 0)
            continue;
        if (result)
            return NULL;
        result = words[i];
    }
    return result;
}

const char *nearest(const char *word, const char *const words[], unsigned count)
{
    size_t length = strlen(word);
    /* with this many edits it is another word */
    unsigned best = length > 3 ? length / 3 + 2 : length / 2 + 1;
    const char *result = completed(word, words, count);

    if (result)
        return result;
    for (unsigned i = 0; i < count; i++) {
        unsigned edits = words[i] ? distance(word, words[i]) : best;

        if (edits < best) {
            best = edits;
            result = words[i];
        }
    }
    return result;
}

/* Reads a number at *string and moves *string behind it. */
static bool take_number(const char **string, uint64_t *value)
{
    char *end;

    if (!isdigit((unsigned char)**string))
        return false;
    errno = 0;
    *value = strtoull(*string, &end, strncasecmp(*string, "0x", 2) ? 10 : 16);
    *string = end;
    return errno == 0;
}

bool parse_number(const char *string, uint64_t *value)
{
    return take_number(&string, value) && !*string;
}

bool parse_size(const char *string, uint64_t *bytes)
{
    static const char units[] = "KMG";

    if (!take_number(&string, bytes))
        return false;
    const char *unit = *string ? strchr(units, toupper((unsigned char)*string)) : NULL;

    if (unit) {
        unsigned shift = 10 * (unsigned)(unit - units + 1);

        if (*bytes >> (64 - shift))
            return false;
        *bytes <<= shift;
        string++;
    }
    return !*string;
}

char *size_text(uint64_t bytes)
{
    static const char *const units[] = {"", "K", "M", "G"};
    unsigned unit = 0;

    for (; bytes && bytes % 1024 == 0 && unit < COUNT(units) - 1; unit++)
        bytes /= 1024;
    return text("%llu%s", (unsigned long long)bytes, units[unit]);
}

bool parse_duration(const char *string, uint64_t *us)
{
    static const struct {
        const char *name;
        uint64_t us;
    } units[] = {
        {"us", 1}, {"ms", 1000}, {"s", 1000000}, {"min", 60000000}, {"h", 3600000000},
    };

    if (!take_number(&string, us))
        return false;
    for (unsigned i = 0; i < COUNT(units); i++)
        if (!strcmp(string, units[i].name) && *us <= UINT64_MAX / units[i].us) {
            *us *= units[i].us;
            return true;
        }
    return false;
}

bool parse_time(const char *string, uint64_t *ms)
{
    uint64_t us;
    bool whole = parse_duration(string, &us) && us % 1000 == 0 && !strstr(string, "us");

    *ms = whole ? us / 1000 : 0;
    return whole;
}

bool parse_bool(const char *string, bool *value)
{
    static const char *const yes[] = {"yes", "true", "on"}, *const no[] = {"no", "false", "off"};

    for (unsigned i = 0; i < COUNT(yes); i++) {
        *value = !strcasecmp(string, yes[i]);
        if (*value || !strcasecmp(string, no[i]))
            return true;
    }
    return false;
}

bool parse_range(const char *string, uint64_t *first, uint64_t *last)
{
    if (!take_number(&string, first))
        return false;
    *last = *first;
    if (*string == '-') {
        string++;
        if (!take_number(&string, last))
            return false;
    }
    return !*string && *first <= *last;
}

bool parse_area(const char *string, uint64_t *start, uint64_t *bytes)
{
    return take_number(&string, start) && *string == '+' && parse_size(string + 1, bytes) &&
           *bytes && *start + *bytes > *start;
}

static void take_word(struct strings *words, struct buffer *word)
{
    buffer_extend(word, 1); /* its NUL */
    strings_add(words, word->data);
    word->size = 0;
}

bool split_command(const char *line, struct strings *words)
{
    struct buffer word = {0};
    bool within = false; /* a word */
    char quote = 0;

    for (; *line; line++) {
        if (!quote && isblank((unsigned char)*line)) {
            if (within)
                take_word(words, &word);
            within = false;
            continue;
        }
        within = true;
        if (quote ? *line == quote : *line == '\'' || *line == '"')
            quote = quote ? 0 : *line;
        else if (*line == '\\' && quote != '\'' && line[1])
            buffer_add(&word, ++line, 1);
        else
            buffer_add(&word, line, 1);
    }
    if (within)
        take_word(words, &word);
    buffer_free(&word);
    return !quote;
}
