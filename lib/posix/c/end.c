/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of the program, its environment, and random numbers. */
#include <assert.h>
#include <cos/blob.h>
#include <cos/runtime.h>
#include <errno.h>
#include <evm/blobs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "posix.h"

#define FUNCTIONS     32  /* of atexit() */
#define SIGNAL_STATUS 128 /* + signal: exit status */

static void (*functions[FUNCTIONS])(void);
static unsigned function_count;

int atexit(void (*function)(void))
{
    if (function_count == FUNCTIONS)
        return -1;
    functions[function_count++] = function;
    return 0;
}

_Noreturn void exit(int status)
{
    while (function_count > 0)
        functions[--function_count]();
    fflush(NULL);
    posix_end(status);
}

_Noreturn void _Exit(int status)
{
    posix_end(status);
}

_Noreturn void _exit(int status)
{
    posix_end(status);
}

int raise(int signal)
{
    posix_end(SIGNAL_STATUS + signal);
}

_Noreturn void abort(void)
{
    posix_end(SIGNAL_STATUS + SIGABRT);
}

_Noreturn void __assert_failed(const char *condition, const char *file, int line,
                               const char *function)
{
    fprintf(stderr, "%s:%d: %s: assertion failed: %s\n", file, line, function, condition);
    abort();
}

char *getenv(const char *name)
{
    const struct cos_blob *params = cos_blob_find(cos_self(), EVM_BLOB_PARAMS);
    size_t length = strlen(name);

    for (const char *at = NULL; (at = cos_blob_text(params, at)) != NULL;)
        if (strncmp(at, name, length) == 0 && at[length] == '=')
            return (char *)at + length + 1;
    return NULL;
}

static unsigned seed = 1;

void srand(unsigned new)
{
    seed = new;
}

/* Park and Miller's generator. */
int rand(void)
{
    seed = (unsigned)((uint64_t)(seed % 0x7fffffff == 0 ? 1 : seed % 0x7fffffff) * 48271 %
                      0x7fffffff);
    return (int)seed;
}
