/* SPDX-License-Identifier: BSD-2-Clause */
/* Case-insensitive comparison, and bits. */
#ifndef _STRINGS_H
#define _STRINGS_H

#include <stddef.h>

int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t limit);

#define ffs(value)  __builtin_ffs(value)
#define ffsl(value) __builtin_ffsl(value)

#endif
