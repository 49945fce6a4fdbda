/* SPDX-License-Identifier: BSD-2-Clause */
#include "base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int outcome_base;

static void *must(void *memory)
{
    if (!memory) {
        fputs("evm: out of memory\n", stderr);
        exit(outcome_base + OUTCOME_HOST);
    }
    return memory;
}

size_t size_sum(size_t left, size_t right)
{
    size_t sum;

    if (__builtin_add_overflow(left, right, &sum))
        must(NULL);
    return sum;
}

size_t size_product(size_t left, size_t right)
{
    size_t product;

    if (__builtin_mul_overflow(left, right, &product))
        must(NULL);
    return product;
}

void *need(size_t bytes)
{
    return must(calloc(1, bytes ? bytes : 1));
}

void *need_more(void *old, size_t bytes)
{
    return must(realloc(old, bytes ? bytes : 1));
}

void *need_room(void *array, size_t count, size_t item)
{
    if (count & (count - 1)) /* there is room up to the next power of two */
        return array;
    return need_more(array, size_product(size_sum(count, count ? count : 1), item));
}

char *text(const char *format, ...)
{
    va_list args;
    char *result;

    va_start(args, format);
    if (vasprintf(&result, format, args) < 0)
        result = NULL;
    va_end(args);
    return must(result);
}

void *buffer_extend(struct buffer *buffer, size_t bytes)
{
    size_t size = size_sum(buffer->size, bytes);

    if (size >= buffer->room) {
        buffer->room = size_sum(size_sum(size, size / 2), 64);
        buffer->data = need_more(buffer->data, buffer->room);
    }
    char *start = buffer->data + buffer->size;

    memset(start, 0, bytes);
    buffer->size = size;
    return start;
}

void buffer_add(struct buffer *buffer, const void *data, size_t bytes)
{
    if (bytes)
        memcpy(buffer_extend(buffer, bytes), data, bytes);
}

void buffer_string(struct buffer *buffer, const char *string)
{
    buffer_add(buffer, string, strlen(string));
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list args;
    char *string;

    va_start(args, format);
    if (vasprintf(&string, format, args) < 0)
        string = NULL;
    va_end(args);
    buffer_string(buffer, must(string));
    free(string);
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    *buffer = (struct buffer){0};
}

void strings_add(struct strings *strings, const char *string)
{
    strings->item = need_more(strings->item,
                              size_product(size_sum(strings->count, 2), sizeof(char *)));
    strings->item[strings->count++] = must(strdup(string));
    strings->item[strings->count] = NULL;
}

bool strings_have(const struct strings *strings, const char *string)
{
    for (uint32_t i = 0; i < strings->count; i++)
        if (!strcmp(strings->item[i], string))
            return true;
    return false;
}

void strings_free(struct strings *strings)
{
    for (uint32_t i = 0; i < strings->count; i++)
        free(strings->item[i]);
    free(strings->item);
    *strings = (struct strings){0};
}
