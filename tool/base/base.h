/* SPDX-License-Identifier: BSD-2-Clause */
/* What every module of the tool uses: exit codes, memory that cannot run out quietly, growing
 * buffers, lists of strings. */
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

/* Added to outcomes other than OUTCOME_OK when the tool ends by one: `evm run` has statuses of its
 * own (qemu/run.h). */
extern int outcome_base;

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* Prints "evm: message" to stderr. Returns OUTCOME_HOST, so that a caller can return it. */
enum outcome host_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Sum and product of sizes, where the numbers may come from a stranger: more than a size_t holds is
 * more memory than there is, and ends the tool with OUTCOME_HOST. */
size_t size_sum(size_t left, size_t right);
size_t size_product(size_t left, size_t right);

/* As the functions of the C library; end the tool with OUTCOME_HOST when memory runs out. */
void *need(size_t bytes); /* zeroed */
void *need_more(void *old, size_t bytes);
/* Room for one more in an array of `count` items, which has only ever grown by this function: most
 * calls copy nothing. Returns the array. */
void *need_room(void *array, size_t count, size_t item);
char *text(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A growing run of bytes. All zero is an empty one; the bytes past `size` are not defined. */
struct buffer {
    char *data;
    size_t size, room;
};
/* adds zero bytes; returns where they begin */
void *buffer_extend(struct buffer *buffer, size_t bytes);
void buffer_add(struct buffer *buffer, const void *data, size_t bytes);
void buffer_string(struct buffer *buffer, const char *string); /* without its NUL */
void buffer_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void buffer_free(struct buffer *buffer);

/* A list of strings that owns them; `item` ends with NULL once something was added. All zero is an
 * empty one. */
struct strings {
    char **item;
    uint32_t count;
};
void strings_add(struct strings *strings, const char *string);
bool strings_have(const struct strings *strings, const char *string);
void strings_free(struct strings *strings);

#endif
