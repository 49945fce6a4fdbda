/* SPDX-License-Identifier: BSD-2-Clause */
/* The supervisor's messages, when one of its threads begins the last one while another thread is in
 * the middle of a line, and never goes on. */
#include <string.h>

#include <cos/syscall.h>

#include "test.h"

static struct cos_result console(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2,
                                 uint64_t a3);
#define cos_call console
#define main     component_main /* which cos/runtime.h declares */
#include "../../components/supervisor/say.c"
#undef main

static char text[1000];
static size_t used, room; /* bytes on the console; it takes no more than so many */
static unsigned left;     /* calls after which the thread does not go on */
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
    if ((method & 0xff) == CONSOLE_FLUSH)
        return (struct cos_result){.extra = room - used};
    if (used + bytes > room)
        return (struct cos_result){.value = -COS_EAGAIN};
    memcpy(text + used, words, bytes);
    used += bytes;
    if (--left == 0)
        longjmp(other, 1);
    return (struct cos_result){.value = (int64_t)bytes};
}

/* A thread says a line of three chunks, and stops behind so many; the last message follows. */
static void last_after(unsigned calls, const char *wanted)
{
    memset(text, 0, sizeof text);
    used = 0;
    room = sizeof text - 1;
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

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(the_last_message_begins_a_line)};

    return cmocka_run_group_tests_name("say", tests, NULL, NULL);
}
