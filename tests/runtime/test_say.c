/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's messages, when one of its threads begins the last one while another thread is in
 * the middle of a line, and never goes on; and while there is no console. */
#include <stdlib.h>
#include <string.h>

#include <cos/syscall.h>

#include "test.h"

static struct cos_result console(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2,
                                 uint64_t a3);
#define cos_call console
#define main     component_main /* which cos/runtime.h declares */
#include "../../components/supervisor/outlet.c"
#include "../../components/supervisor/say.c"
#undef main

static char text[2 * KEPT];
static size_t used, room; /* bytes on the console; it takes no more than so many */
static unsigned left;     /* calls after which the thread does not go on, */
static unsigned life;     /* and the console; 0: of these, there is no limit */
static bool dead;         /* there is no console */
static jmp_buf other;

uint64_t cos_ticks(uint64_t us)
{
    return us;
}

static struct cos_result console(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2,
                                 uint64_t a3)
{
    const uint64_t words[] = {a1, a2, a3};
    size_t bytes = method >> 8 & 0xff;

    (void)slot;
    if (dead)
        return (struct cos_result){.value = -COS_EDENIED};
    if ((method & 0xff) == CONSOLE_FLUSH)
        return (struct cos_result){.extra = room - used};
    if (used + bytes > room)
        return (struct cos_result){.value = -COS_EAGAIN};
    memcpy(text + used, words, bytes);
    used += bytes;
    if (--left == 0)
        longjmp(other, 1);
    dead = life != 0 && --life == 0;
    return (struct cos_result){.value = dead ? -COS_EDEAD : (int64_t)bytes};
}

static void begin(void)
{
    memset(text, 0, sizeof text);
    used = 0;
    room = sizeof text - 1;
    dead = false;
}

/* A thread says a line of three chunks, and stops behind so many; the last message follows. */
static void last_after(unsigned calls, const char *wanted)
{
    begin();
    left = calls;
    if (setjmp(other) == 0)
        say("[evm] a line that is longer than two chunks of the console\n");
    left = 0;
    say_anew();
    say("[evm] off\n");
    assert_string_equal(text, wanted);
}

static void the_last_message_begins_a_line(void **state)
{
    (void)state;
    last_after(1, "[evm] a line that is lon\n[evm] off\n");
    last_after(2, "[evm] a line that is longer than two chunks of t\n[evm] off\n");
    last_after(3, "[evm] a line that is longer than two chunks of the console\n\n[evm] off\n");
    last_after(4, "[evm] a line that is longer than two chunks of the console\n[evm] off\n");
}

/* ---- Without a console ---- */

static void lines_wait_for_a_console_in_order(void **state)
{
    (void)state;
    begin();
    dead = true;
    say("[evm] one, ");
    say("which goes on\n");
    assert_true(outlet_keeps());
    dead = false;
    say("[evm] two\n");
    assert_string_equal(text, "");
    outlet_pass();
    assert_false(outlet_keeps());
    say("[evm] three\n");
    assert_string_equal(text, "\n[evm] one, which goes on\n[evm] two\n[evm] three\n");
}

/* There may be nothing left of the part that the console had. */
static void a_line_that_is_cut_goes_on_as_one(void **state)
{
    (void)state;
    begin();
    say("[evm] the beginning of a ");
    dead = true;
    say("line\n");
    begin();
    outlet_pass();
    assert_string_equal(text, "\n[evm]+ line\n");
}

static void a_console_that_ends_again_gets_all_again(void **state)
{
    (void)state;
    begin();
    dead = true;
    say("[evm] one\n[evm] two\n[evm] three\n");
    begin();
    life = 3;
    outlet_pass();
    assert_true(outlet_keeps());
    begin();
    outlet_pass();
    assert_string_equal(text, "\n[evm] one\n[evm] two\n[evm] three\n");
}

/* Whole lines are lost, and counted. */
static void too_many_lines_are_lost(void **state)
{
    unsigned kept_lines = 0;

    (void)state;
    begin();
    dead = true;
    for (unsigned i = 0; i < KEPT / 16; i++)
        say("[evm] line %04u of many, all of one length\n", i);
    assert_in_range(console_room(), 1, LINE_MOST);
    begin();
    outlet_pass();
    for (const char *line = text + 1; *line != 0; line = strchr(line, '\n') + 1)
        assert_int_equal(strtoul(line + strlen("[evm] line "), NULL, 10), kept_lines++);
    assert_in_range(kept_lines, 100, KEPT / 16 - 1);
    begin();
    say("[evm] next\n");
    assert_non_null(strstr(text, "lines of the supervisor's are lost here"));
    assert_int_equal(strtoul(text + strlen("[evm] "), NULL, 10), KEPT / 16 - kept_lines);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_message_begins_a_line),
        cmocka_unit_test(lines_wait_for_a_console_in_order),
        cmocka_unit_test(a_line_that_is_cut_goes_on_as_one),
        cmocka_unit_test(a_console_that_ends_again_gets_all_again),
        cmocka_unit_test(too_many_lines_are_lost),
    };

    return cmocka_run_group_tests_name("say", tests, NULL, NULL);
}
