/* SPDX-License-Identifier: BSD-2-Clause */
/* cos_format() against snprintf(). */
#include <cos/print.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "test.h"

#define SAME(...)                                                               \
    do {                                                                        \
        char ours[100], theirs[100];                                            \
        size_t length = cos_format(ours, sizeof ours, __VA_ARGS__);             \
        assert_int_equal(length, snprintf(theirs, sizeof theirs, __VA_ARGS__)); \
        assert_string_equal(ours, theirs);                                      \
    } while (0)

static void numbers(void **state)
{
    (void)state;
    SAME("%d %i %u", -5, 7, 9u);
    SAME("%d %d %u", INT_MIN, INT_MAX, UINT_MAX);
    SAME("%ld %lu %lld %zu", LONG_MIN, ULONG_MAX, -1ll, (size_t)5);
    SAME("%hd %hhd %hu %hhu %hhx %o %lo %jd %td", 70000, 300, 70000, 300, -1, 8u, 64ul,
         (intmax_t)-9, (ptrdiff_t)-8);
    SAME("%x %X %08lx %p", 255, 255, 0x1234ul, (void *)0x1234);
}

static void width_and_precision(void **state)
{
    (void)state;
    SAME("%+d %+d % d % d %+5d|%-+5d|%+.3d|% 05d", 5, -5, 5, -5, 42, 42, 7, 42);
    SAME("%.0d|%.0u|%5.0x|%#x|%#X|%#x|%#o|%#o|%#.3o|%#8x|%#08x", 0, 0u, 0u, 255u, 255u, 0u, 8u, 0u,
         8u, 255u, 255u);
    SAME("%*d|%.*d|%*s|", -6, 42, -1, 42, -5, "ab");
    SAME("%5d|%-5d|%05d|%3d", -42, 42, -42, 12345);
    SAME("%*d|%-*d|%.3d|%8.3d", 6, 3, 6, 3, 5, 5);
    SAME("%10s|%-10s|%.2s|%.*s", "abc", "abc", "abc", 1, "abc");
}

static void text(void **state)
{
    (void)state;
    SAME("%s%c%%", "abc", 'x');
    SAME("no conversion");
    SAME("%s", "");
}

static void buffer_ends_in_time(void **state)
{
    char buffer[4] = {1, 1, 1, 1};

    (void)state;
    assert_int_equal(cos_format(buffer, 3, "abcdef"), 6);
    assert_string_equal(buffer, "ab");
    assert_int_equal(buffer[3], 1);
    assert_int_equal(cos_format(buffer, 0, "abc"), 3);
    assert_int_equal(buffer[0], 'a');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers),
        cmocka_unit_test(width_and_precision),
        cmocka_unit_test(text),
        cmocka_unit_test(buffer_ends_in_time),
    };

    return cmocka_run_group_tests_name("format", tests, NULL, NULL);
}
