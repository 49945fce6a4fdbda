/* SPDX-License-Identifier: BSD-2-Clause */
/* Which instructions reach ports, and how long they are: all forms by a table, and all codes
 * behind any prefixes. */
#include <stdlib.h>
#include <string.h>

#include "port_instruction.h"
#include "test.h"

#define ROUNDS 200000

struct form {
    const char *code;
    struct port_instruction expected;
};

/* length: of the code in the table. */
static const struct form forms[] = {
    {"\xe4\x70", {.immediate = true, .port = 0x70, .width = 1}},
    {"\xe5\x70", {.immediate = true, .port = 0x70, .width = 4}},
    {"\x66\xe5\xff", {.immediate = true, .port = 0xff, .width = 2}},
    {"\xe6\x70", {.out = true, .immediate = true, .port = 0x70, .width = 1}},
    {"\xe7\x70", {.out = true, .immediate = true, .port = 0x70, .width = 4}},
    {"\xec", {.width = 1}},
    {"\xed", {.width = 4}},
    {"\x66\xed", {.width = 2}},
    {"\x66\xec", {.width = 1}},
    {"\x48\xed", {.width = 4}},
    {"\xee", {.out = true, .width = 1}},
    {"\xef", {.out = true, .width = 4}},
    {"\x66\xef", {.out = true, .width = 2}},
    {"\xf3\xef", {.out = true, .width = 4}},
    {"\x6c", {.string = true, .width = 1}},
    {"\x6d", {.string = true, .width = 4}},
    {"\x6e", {.string = true, .out = true, .width = 1}},
    {"\x66\x6f", {.string = true, .out = true, .width = 2}},
    {"\xf3\x6d", {.string = true, .repeated = true, .width = 4}},
    {"\xf2\x66\x6d", {.string = true, .repeated = true, .width = 2}},
    {"\x67\xf3\x6e", {.string = true, .repeated = true, .narrow = true, .out = true, .width = 1}},
    {"\x3e\x26\x2e\x36\x6f", {.string = true, .out = true, .width = 4}},
};

static void test_forms(void **state)
{
    struct port_instruction found;

    (void)state;
    for (unsigned i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        struct port_instruction expected = forms[i].expected;
        uint8_t *code = malloc(strlen(forms[i].code)); /* nothing behind it may be read */

        expected.length = (uint8_t)strlen(forms[i].code);
        memcpy(code, forms[i].code, expected.length);
        assert_true(port_instruction_decode(code, &found));
        assert_int_equal(found.out, expected.out);
        assert_int_equal(found.string, expected.string);
        assert_int_equal(found.repeated, expected.repeated);
        assert_int_equal(found.narrow, expected.narrow);
        assert_int_equal(found.immediate, expected.immediate);
        assert_int_equal(found.port, expected.port);
        assert_int_equal(found.width, expected.width);
        assert_int_equal(found.length, expected.length);
        free(code);
    }
}

/* Other segments than those that begin at 0, other instructions, and more
 * prefixes than there may be. */
static void test_others(void **state)
{
    static const char *const codes[] = {
        "\x64\x6e",
        "\x65\x6f",
        "\x90",
        "\xf4",
        "\xfa",
        "\xcc",
        "\xe8",
        "\xeb",
        "\x0f\xec",
        "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\xec",
        "\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\x66\xe4\x70"};
    struct port_instruction found;

    (void)state;
    for (unsigned i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
        assert_false(port_instruction_decode((const uint8_t *)codes[i], &found));
    assert_true(port_instruction_decode((const uint8_t *)codes[9] + 1, &found));
    assert_int_equal(found.length, 15);
}

static void test_random(void **state)
{
    struct port_instruction found;
    uint8_t code[16];

    (void)state;
    srand(4711);
    for (unsigned i = 0; i < ROUNDS; i++) {
        for (unsigned j = 0; j < sizeof(code); j++) {
            code[j] = (uint8_t)(rand() % 4 ? "\x66\x67\xf2\xf3\x48\x6c\xe4\xef"[rand() % 8]
                                           : rand());
        }
        if (port_instruction_decode(code, &found)) {
            assert_in_range(found.length, 1, 15);
            assert_true(found.width == 1 || found.width == 2 || found.width == 4);
            assert_true(found.string || !found.repeated);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_forms), cmocka_unit_test(test_others),
                                       cmocka_unit_test(test_random)};

    return cmocka_run_group_tests(tests, NULL, NULL);
}
