/* SPDX-License-Identifier: BSD-2-Clause */
/* Cases of a test component. Each prints one line, `ok - WHAT` or `not ok - WHAT`; tests/boot
 * counts these. The last line is `done`; a component that does not reach it has failed. */
#ifndef CHECK_H
#define CHECK_H

#include <cos/print.h>
#include <stdbool.h>

static unsigned check_failures;

/* what: the text of the case, with printf arguments. */
#define check(holds, ...)                          \
    do {                                           \
        bool holds_ = (holds);                     \
        check_failures += !holds_;                 \
        cos_print(holds_ ? "ok - " : "not ok - "); \
        cos_print(__VA_ARGS__);                    \
        cos_print("\n");                           \
    } while (0)

/* Prints the result if it is not the expected one. */
#define check_result(result, expected, ...)                                   \
    do {                                                                      \
        long long result_ = (result), expected_ = (expected);                 \
        if (result_ != expected_)                                             \
            cos_print("# result %lld, expected %lld:\n", result_, expected_); \
        check(result_ == expected_, __VA_ARGS__);                             \
    } while (0)

/* Returns the component's exit status. */
static inline int check_done(void)
{
    cos_print("done\n");
    return check_failures != 0;
}

#endif
