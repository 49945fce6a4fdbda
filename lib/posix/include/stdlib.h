/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory, numbers, sorting, and the end of the program. No function here uses floating point. */
#ifndef _STDLIB_H
#define _STDLIB_H

#include <stddef.h>

#define EXIT_SUCCESS 0
#define EXIT_FAILURE 1
#define RAND_MAX     0x7fffffff

/* Memory as the manifest grants it: a local client's comes from its VM, a component client has its
 * own. NULL: ENOMEM. */
void *malloc(size_t bytes);
void *calloc(size_t count, size_t bytes);
void *realloc(void *memory, size_t bytes);
void *aligned_alloc(size_t align, size_t bytes); /* align: a power of two */
void free(void *memory);

/* *end: the text after the number; `end` may be NULL. ERANGE: too large; returns the limit. base:
 * 0, 2 .. 36. */
long strtol(const char *restrict text, char **restrict end, int base);
long long strtoll(const char *restrict text, char **restrict end, int base);
unsigned long strtoul(const char *restrict text, char **restrict end, int base);
unsigned long long strtoull(const char *restrict text, char **restrict end, int base);
int atoi(const char *text);
long atol(const char *text);
long long atoll(const char *text);

static inline int abs(int value)
{
    return value < 0 ? -value : value;
}
static inline long labs(long value)
{
    return value < 0 ? -value : value;
}
static inline long long llabs(long long value)
{
    return value < 0 ? -value : value;
}

/* Heapsort: in place, at most O(n log n); leaves equal elements in any order. */
void qsort(void *base, size_t count, size_t bytes, int (*compare)(const void *, const void *));
void *bsearch(const void *key, const void *base, size_t count, size_t bytes,
              int (*compare)(const void *, const void *));

/* Pseudo-random numbers, the same sequence for the same seed: not for secrets. */
int rand(void);
void srand(unsigned seed);

/* The value of `name` among the manifest's `params`; NULL: no such parameter. */
char *getenv(const char *name);

/* Calls the functions of atexit() (at most 32), latest first, flushes streams, and ends the
 * program. A local client's end also ends its VM. status: 0 .. 255. */
_Noreturn void exit(int status);
int atexit(void (*function)(void));
_Noreturn void _Exit(int status); /* ends the program at once */
_Noreturn void abort(void);       /* _Exit(128 + SIGABRT) */

#endif
