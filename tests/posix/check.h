/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases of a client program: each prints one line that tests/boot counts. */
#ifndef POSIX_CHECK_H
#define POSIX_CHECK_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static unsigned check_failures;

#define CHECK(condition) check((condition), #condition, __FILE__, __LINE__)

/* One expectation of a case. */
static inline void check(bool holds, const char *condition, const char *file, int line)
{
    if (!holds) {
        printf("# %s:%d: not so: %s (errno %d, %s)\n", file, line, condition, errno,
               strerror(errno));
        check_failures++;
    }
}

/* Is it an error, and that one? */
#define FAILS(call, error) (errno = 0, (call) < 0 && errno == (error))

/* Runs a case. */
static inline void run(void (*function)(void), const char *what)
{
    unsigned before = check_failures;

    function();
    printf("%s - %s\n", check_failures == before ? "ok" : "not ok", what);
}

#endif
