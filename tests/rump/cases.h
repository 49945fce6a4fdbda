/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases of a client program: each prints one line that tests/boot counts. */
#ifndef RUMP_CHECK_H
#define RUMP_CHECK_H

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>

static unsigned check_failures;

/* what: text of the case, with printf arguments. */
#define check(holds, ...)                       \
    do {                                        \
        bool holds_ = (holds);                  \
        if (!holds_)                            \
            printf("# errno %d:\n", errno);     \
        check_failures += !holds_;              \
        printf(holds_ ? "ok - " : "not ok - "); \
        printf(__VA_ARGS__);                    \
        printf("\n");                           \
    } while (0)

/* Returns the program's exit status. */
static inline int check_done(void)
{
    printf("done\n");
    return check_failures != 0;
}

#endif
