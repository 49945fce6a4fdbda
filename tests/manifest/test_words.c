/* SPDX-License-Identifier: BSD-2-Clause */
/* Words and numbers of a manifest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/words.h"

static void test_nearest(void **state)
{
    static const char *const words[] = {"memory", NULL, "root", "run"};

    (void)state;
    /* two neighbours swapped */
    assert_string_equal(nearest("memroy", words, COUNT(words)), "memory");
    assert_string_equal(nearest("mem", (const char *const[]){"men"}, 1), "men");
    assert_string_equal(nearest("rum", words, COUNT(words)), "run");
    assert_string_equal(nearest("prio", (const char *const[]){"period", "priority"}, 2),
                        "priority");
    assert_null(nearest("foo", words, COUNT(words)));
    assert_null(nearest("b", (const char *const[]){"a"}, 1));
    assert_null(nearest("xyz", words, COUNT(words)));
    assert_null(nearest("", words, COUNT(words)));
    assert_null(nearest("a-word-that-is-much-longer-than-any-that-a-manifest-can-have-at-all",
                        words, COUNT(words)));
}

static void test_sizes(void **state)
{
    uint64_t bytes;

    (void)state;
    assert_true(parse_size("4096", &bytes) && bytes == 4096);
    assert_true(parse_size("0x10k", &bytes) && bytes == 16384);
    assert_true(parse_size("24M", &bytes) && bytes == 24 << 20);
    assert_true(parse_size("16G", &bytes) && bytes == 16ull << 30);
    assert_false(parse_size("", &bytes));
    assert_false(parse_size("M", &bytes));
    assert_false(parse_size("-1", &bytes));
    assert_false(parse_size(" 1", &bytes));
    assert_false(parse_size("1MB", &bytes));
    assert_false(parse_size("18446744073709551616", &bytes));
    assert_false(parse_size("17179869184G", &bytes));
}

static void test_ranges(void **state)
{
    uint64_t first, last;

    (void)state;
    assert_true(parse_range("0x3f8-0x3ff", &first, &last) && first == 0x3f8 && last == 0x3ff);
    assert_true(parse_range("128", &first, &last) && first == 128 && last == 128);
    assert_false(parse_range("5-4", &first, &last));
    assert_false(parse_range("5-", &first, &last));
    assert_true(parse_area("0xfed00000+4K", &first, &last) && first == 0xfed00000 && last == 4096);
    assert_false(parse_area("0xfed00000", &first, &last));
    assert_false(parse_area("4096+0", &first, &last));
    assert_false(parse_area("0xfffffffffffff000+8K", &first, &last));
}

static void test_times(void **state)
{
    uint64_t ms;

    (void)state;
    assert_true(parse_time("100ms", &ms) && ms == 100);
    assert_true(parse_time("2s", &ms) && ms == 2000);
    assert_true(parse_time("1min", &ms) && ms == 60000);
    assert_true(parse_time("1h", &ms) && ms == 3600000);
    assert_false(parse_time("100", &ms));
    assert_false(parse_time("s", &ms));
    assert_false(parse_time("1m", &ms));
    assert_false(parse_time("18446744073709551615h", &ms));
}

static void test_bools(void **state)
{
    bool value;

    (void)state;
    assert_true(parse_bool("yes", &value) && value);
    assert_true(parse_bool("True", &value) && value);
    assert_true(parse_bool("off", &value) && !value);
    assert_false(parse_bool("1", &value));
}

static void check_split(const char *line, const char *const words[], bool good)
{
    struct strings found = {0};
    unsigned count = 0;

    assert_int_equal(split_command(line, &found), good);
    for (; words[count]; count++) {
        assert_true(count < found.count);
        assert_string_equal(found.item[count], words[count]);
    }
    assert_int_equal(found.count, count);
    strings_free(&found);
}

static void test_split(void **state)
{
    (void)state;
    check_split("  nginx -g 'daemon off;' ",
                (const char *const[]){"nginx", "-g", "daemon off;", NULL}, true);
    check_split("a\\ b \"c\\\"d\" 'e\\f' g\"h i\"j",
                (const char *const[]){"a b", "c\"d", "e\\f", "gh ij", NULL}, true);
    check_split("x '' y", (const char *const[]){"x", "", "y", NULL}, true);
    check_split("", (const char *const[]){NULL}, true);
    check_split("a 'b", (const char *const[]){"a", "b", NULL}, false);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nearest), cmocka_unit_test(test_sizes), cmocka_unit_test(test_ranges),
        cmocka_unit_test(test_times),   cmocka_unit_test(test_bools), cmocka_unit_test(test_split),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
