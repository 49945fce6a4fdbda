/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions that lib/cos/string.c does not have. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

void *memchr(const void *memory, int byte, size_t bytes)
{
    const unsigned char *at = memory;

    for (; bytes > 0; bytes--, at++)
        if (*at == (unsigned char)byte)
            return (void *)at;
    return NULL;
}

void *memrchr(const void *memory, int byte, size_t bytes)
{
    const unsigned char *start = memory;

    while (bytes > 0)
        if (start[--bytes] == (unsigned char)byte)
            return (void *)(start + bytes);
    return NULL;
}

void *memmem(const void *memory, size_t bytes, const void *part, size_t part_bytes)
{
    const char *at = memory;

    for (; bytes >= part_bytes; bytes--, at++)
        if (memcmp(at, part, part_bytes) == 0)
            return (void *)at;
    return NULL;
}

char *stpcpy(char *restrict to, const char *restrict from)
{
    size_t length = strlen(from);

    return (char *)memcpy(to, from, length + 1) + length;
}

char *strcpy(char *restrict to, const char *restrict from)
{
    return memcpy(to, from, strlen(from) + 1);
}

char *strncpy(char *restrict to, const char *restrict from, size_t size)
{
    size_t length = strnlen(from, size);

    memcpy(to, from, length);
    memset(to + length, 0, size - length);
    return to;
}

char *strcat(char *restrict to, const char *restrict from)
{
    strcpy(to + strlen(to), from);
    return to;
}

char *strncat(char *restrict to, const char *restrict from, size_t limit)
{
    size_t length = strnlen(from, limit), end = strlen(to);

    memcpy(to + end, from, length);
    to[end + length] = 0;
    return to;
}

size_t strlcpy(char *restrict to, const char *restrict from, size_t size)
{
    size_t length = strlen(from);

    if (size > 0) {
        size_t part = length < size ? length : size - 1;

        memcpy(to, from, part);
        to[part] = 0;
    }
    return length;
}

size_t strlcat(char *restrict to, const char *restrict from, size_t size)
{
    size_t end = strnlen(to, size);

    return end + strlcpy(to + end, from, size - end);
}

char *strchr(const char *text, int c)
{
    return memchr(text, c, strlen(text) + 1);
}

char *strrchr(const char *text, int c)
{
    return memrchr(text, c, strlen(text) + 1);
}

char *strstr(const char *text, const char *part)
{
    return memmem(text, strlen(text), part, strlen(part));
}

size_t strspn(const char *text, const char *set)
{
    size_t length = 0;

    while (text[length] != 0 && strchr(set, text[length]) != NULL)
        length++;
    return length;
}

size_t strcspn(const char *text, const char *set)
{
    size_t length = 0;

    while (text[length] != 0 && strchr(set, text[length]) == NULL)
        length++;
    return length;
}

char *strpbrk(const char *text, const char *set)
{
    const char *found = text + strcspn(text, set);

    return *found != 0 ? (char *)found : NULL;
}

char *strsep(char **text, const char *separators)
{
    char *part = *text;

    if (part != NULL) {
        char *end = part + strcspn(part, separators);

        *text = *end != 0 ? end + 1 : NULL;
        *end = 0;
    }
    return part;
}

char *strtok_r(char *restrict text, const char *restrict separators, char **restrict rest)
{
    char *part = text != NULL ? text : *rest;

    if (part != NULL)
        part += strspn(part, separators);
    if (part == NULL || *part == 0) {
        *rest = NULL;
        return NULL;
    }
    *rest = part;
    return strsep(rest, separators);
}

char *strtok(char *restrict text, const char *restrict separators)
{
    static char *rest;

    return strtok_r(text, separators, &rest);
}

char *strndup(const char *text, size_t limit)
{
    size_t length = strnlen(text, limit);
    char *copy = malloc(length + 1);

    if (copy != NULL) {
        memcpy(copy, text, length);
        copy[length] = 0;
    }
    return copy;
}

char *strdup(const char *text)
{
    return strndup(text, (size_t)-1);
}

int strncasecmp(const char *a, const char *b, size_t limit)
{
    for (size_t i = 0; i < limit; i++) {
        int x = tolower((unsigned char)a[i]), y = tolower((unsigned char)b[i]);

        if (x != y || x == 0)
            return x - y;
    }
    return 0;
}

int strcasecmp(const char *a, const char *b)
{
    return strncasecmp(a, b, (size_t)-1);
}
