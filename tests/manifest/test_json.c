/* SPDX-License-Identifier: BSD-2-Clause */
/* Untrusted text in JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"
#include "base/json.h"

#define NONE "\\ufffd"

static void check(const char *bytes, size_t count, const char *expected)
{
    char *written = NULL, *exact = need(count + 1);
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);

    memcpy(exact, bytes, count); /* with no byte behind it that may be read */
    exact = need_more(exact, count ? count : 1);
    json_bytes(out, exact, count);
    fclose(out);
    assert_string_equal(written, expected);
    free(written);
    free(exact);
}

static void test_texts(void **state)
{
    static const char *const cases[][2] = {
        {"", "\"\""},
        {"a \"b\" \\c/", "\"a \\\"b\\\" \\\\c/\""},
        {"\033[2J\n\t\x7f", "\"\\u001b[2J\\u000a\\u0009\\u007f\""},
        {"\u00e9\u20ac\U0001f600", "\"\u00e9\u20ac\U0001f600\""},
        {"\u202e\u200b\ufeff", "\"\\u202e\\u200b\\ufeff\""},
        {"\xc2\x9b", "\"\\u009b\""},
        {"\U000e0041", "\"\\udb40\\udc41\""},
        {"\x9b\xff", "\"" NONE NONE "\""},
        {"\xc0\x80\xe0\x9f\xbf",
         "\"" NONE NONE NONE NONE NONE "\""},                /* too long for what they are */
        {"\xed\xa0\x80", "\"" NONE NONE NONE "\""},          /* half of a pair */
        {"\xf4\x90\x80\x80", "\"" NONE NONE NONE NONE "\""}, /* above the last one */
        {"\xf8\x90\x80\x80", "\"" NONE NONE NONE NONE "\""},
        {"\xe2\x82", "\"" NONE NONE "\""}, /* its end is missing */
        {"\xe2\x82\"", "\"" NONE NONE "\\\"\""},
    };

    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++)
        check(cases[i][0], strlen(cases[i][0]), cases[i][1]);
    check("a\0b", 3, "\"a\\u0000b\"");
}

/* Each character that is one comes out as itself or as \uNNNN, and each that is none as U+FFFD. */
static void test_points(void **state)
{
    (void)state;
    for (uint32_t point = 0x80; point <= 0x10ffff; point += point < 0x3000 ? 1 : 257) {
        char text[5] = {0}, escaped[16];
        bool surrogate = point >= 0xd800 && point <= 0xdfff;

        if (point < 0x800)
            snprintf(text, sizeof(text), "%c%c", (char)(0xc0 | point >> 6),
                     (char)(0x80 | (point & 63)));
        else if (point < 0x10000)
            snprintf(text, sizeof(text), "%c%c%c", (char)(0xe0 | point >> 12),
                     (char)(0x80 | (point >> 6 & 63)), (char)(0x80 | (point & 63)));
        else
            snprintf(text, sizeof(text), "%c%c%c%c", (char)(0xf0 | point >> 18),
                     (char)(0x80 | (point >> 12 & 63)), (char)(0x80 | (point >> 6 & 63)),
                     (char)(0x80 | (point & 63)));
        char *written = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&written, &size);

        json_string(out, text);
        fclose(out);
        snprintf(escaped, sizeof(escaped), "\"\\u%04x\"", point);
        if (surrogate)
            assert_string_equal(written, "\"" NONE NONE NONE "\"");
        else if (written[1] != '\\')
            assert_memory_equal(written + 1, text, strlen(text));
        else if (point < 0x10000)
            assert_string_equal(written, escaped);
        free(written);
    }
}

static void test_none(void **state)
{
    char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);

    (void)state;
    json_string(out, NULL);
    fclose(out);
    assert_string_equal(written, "null");
    free(written);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts),
        cmocka_unit_test(test_points),
        cmocka_unit_test(test_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
