/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases of a test program: each is one line, which tests/boot counts. */
#ifndef CHECK_H
#define CHECK_H

#include <stdbool.h>
#include <stdio.h>

static int check_failures;

static inline void check(bool holds, const char *what)
{
    check_failures += !holds;
    printf("%sok - %s\n", holds ? "" : "not ", what);
    fflush(stdout);
}

/* Last line of a program: without it the test counts as failed. Returns the exit status. */
static inline int check_done(const char *program)
{
    printf("done - %s\n", program);
    fflush(stdout);
    return check_failures != 0;
}

#endif
