/* SPDX-License-Identifier: BSD-2-Clause */
/* Does what its arguments say, in order: `say TEXT`, `sleep MS`, `exit N`, `crash`, `flood` (prints
 * without end), `tick MS` (prints a number at that interval, without end), `read` (prints a typed
 * line), `off` (turns the machine off). */
#include <console.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <stdbool.h>
#include <supervisor.h>

static uint64_t number(const char *text)
{
    uint64_t value = 0;

    while (*text >= '0' && *text <= '9')
        value = value * 10 + (uint64_t)(*text++ - '0');
    return value;
}

static const char *after(const char *line, const char *word)
{
    size_t bytes = strlen(word);

    bool same = strncmp(line, word, bytes) == 0 && (line[bytes] == 0 || line[bytes] == ' ');

    return same ? line + bytes + 1 : NULL;
}

static _Noreturn void tick(uint64_t pause)
{
    for (unsigned i = 0;; i++) {
        cos_print("tick %u\n", i);
        cos_sleep(pause * 1000);
    }
}

static _Noreturn void flood(void)
{
    for (unsigned i = 0;; i++)
        cos_print("flood %u ..........................................................\n", i);
}

/* Input comes up to eight bytes at a time. */
static char next_character(void)
{
    static struct cos_result input;
    uint64_t events;
    char c;

    while (input.value <= 0) {
        input = cos_call(COS_SLOT_CONSOLE, CONSOLE_METHOD(CONSOLE_READ, 0), 0, 0, 0);
        if (input.value <= 0)
            cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    }
    c = (char)input.extra;
    input.extra >>= 8;
    input.value--;
    return c;
}

/* Reads a typed line. */
static void read_line(void)
{
    char line[100];
    unsigned length = 0;

    while (length + 1 < sizeof line && (line[length] = next_character()) != '\n')
        length++;
    line[length] = 0;
    cos_print("read %s\n", line);
}

/* `statuses` changes the name, which the supervisor prints. */
__attribute__((noinline)) void crash_in_a_function_with_a_name_that_is_long(void)
{
    __builtin_trap();
}

static void act(const char *line)
{
    const char *rest;

    if ((rest = after(line, "say")) != NULL)
        cos_print("%s\n", rest);
    else if ((rest = after(line, "sleep")) != NULL)
        cos_sleep(number(rest) * 1000);
    else if ((rest = after(line, "tick")) != NULL)
        tick(number(rest));
    else if ((rest = after(line, "exit")) != NULL)
        cos_exit((int)number(rest));
    else if (after(line, "read") != NULL)
        read_line();
    else if (after(line, "flood") != NULL)
        flood();
    else if (after(line, "off") != NULL)
        cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, 0, 0, 0);
    else if (after(line, "crash") != NULL)
        crash_in_a_function_with_a_name_that_is_long();
    else
        cos_print("not ok - the argument `%s` is unknown\n", line);
}

int main(const struct cos_start *start)
{
    const char *line = (const char *)start->blobs[0].address, *end = line + start->blobs[0].bytes;

    for (; line < end; line += strlen(line) + 1)
        act(line);
    return 0;
}
