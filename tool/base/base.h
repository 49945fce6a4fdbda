/* SPDX-License-Identifier: BSD-2-Clause */
/* Common functions of the tool: exit codes, checked memory allocation, growing buffers, lists of
 * strings. */
#ifndef BASE_H
#define BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Exit codes of `evm`, and results of the functions that do a verb's work. */
enum outcome {
    OUTCOME_OK,
    OUTCOME_MISTAKE, /* the manifest, or a file it names, is wrong */
    OUTCOME_USAGE,   /* the command line is wrong */
    OUTCOME_HOST,    /* a tool, the disk or the memory of this machine failed */
};

/* The tool adds this to its exit code unless that is OUTCOME_OK: `evm run` has statuses of its own
 * (qemu/run.h). */
extern int outcome_base;

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Prints "evm: message" to stderr. Returns OUTCOME_HOST, so that a caller can return it. */
enum outcome host_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Return the sum and the product of sizes, which may come from untrusted input. An overflow ends
 * the tool with OUTCOME_HOST, since it means more memory than there is. */
size_t size_sum(size_t left, size_t right);
size_t size_product(size_t left, size_t right);

/* Allocate as the C library does, but end the tool with OUTCOME_HOST when memory runs out. */
void *need(size_t bytes); /* zeroed */
void *need_more(void *old, size_t bytes);
/* Makes room for one more item in an array of `count` items, which must have grown by this function
 * only. Most calls copy nothing. Returns the array. */
void *need_room(void *array, size_t count, size_t item);
char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A growing run of bytes. All zero means empty; the bytes past `size` are undefined. */
struct buffer {
    char *data;
    size_t size, room;
};
/* Appends zero bytes; returns their address. */
void *buffer_extend(struct buffer *buffer, size_t bytes);
void buffer_add(struct buffer *buffer, const void *data, size_t bytes);
void buffer_string(struct buffer *buffer, const char *string); /* without its NUL */
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_free(struct buffer *buffer);

/* A list of strings that owns them. `item` ends with NULL once it has a string. All zero means
 * empty. */
struct strings {
    char **item;
    uint32_t count;
};
void strings_add(struct strings *strings, const char *string);
bool strings_have(const struct strings *strings, const char *string);
void strings_free(struct strings *strings);

#endif
