/* SPDX-License-Identifier: BSD-2-Clause */
/* The record of why the board's watchdog resets the machine, in memory that may contain anything.
 */
#include <string.h>

#include "board_record.h"
#include "test.h"

static struct board_record record;
static char text[BOARD_TEXT];

static void kept(void **state)
{
    (void)state;
    board_record_write(&record, "it hung");
    assert_true(board_record_read(&record, text));
    assert_string_equal(text, "it hung");
    board_record_write(&record, "no");
    assert_true(board_record_read(&record, text));
    assert_string_equal(text, "no");
}

static void cut(void **state)
{
    char longest[2 * BOARD_TEXT];

    (void)state;
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = 0;
    board_record_write(&record, longest);
    assert_true(board_record_read(&record, text));
    assert_int_equal(strlen(text), BOARD_TEXT - 1);
}

static void harmless(void **state)
{
    (void)state;
    board_record_write(&record, "a\033[2Jb\n\x80");
    assert_true(board_record_read(&record, text));
    assert_string_equal(text, "a?[2Jb??");
}

static void damaged(void **state)
{
    (void)state;
    memset(&record, 0, sizeof record);
    assert_false(board_record_read(&record, text));
    board_record_write(&record, "it hung");
    for (unsigned bit = 0; bit < 8 * sizeof record; bit++) {
        ((unsigned char *)&record)[bit / 8] ^= 1u << bit % 8;
        assert_false(board_record_read(&record, text));
        ((unsigned char *)&record)[bit / 8] ^= 1u << bit % 8;
    }
    assert_true(board_record_read(&record, text));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kept),
        cmocka_unit_test(cut),
        cmocka_unit_test(harmless),
        cmocka_unit_test(damaged),
    };

    return cmocka_run_group_tests_name("board record", tests, NULL, NULL);
}
