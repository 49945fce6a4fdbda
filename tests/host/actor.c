/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Does what its arguments say, one after the other: `say TEXT`, `sleep MS`, `exit N`, `crash`,
 * `flood` (prints without end), `tick MS` (prints a number so often, without end).
 */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

static uint64_t number(const char *text)
{
    uint64_t value = 0;

    while (*text >= '0' && *text <= '9') {
        value = value * 10 + (uint64_t)(*text++ - '0');
    }
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
    for (unsigned i = 0;; i++) {
        cos_print("flood %u ..........................................................\n", i);
    }
}

static void act(const char *line)
{
    const char *rest;

    if ((rest = after(line, "say")) != NULL) {
        cos_print("%s\n", rest);
    } else if ((rest = after(line, "sleep")) != NULL) {
        cos_sleep(number(rest) * 1000);
    } else if ((rest = after(line, "tick")) != NULL) {
        tick(number(rest));
    } else if ((rest = after(line, "exit")) != NULL) {
        cos_exit((int)number(rest));
    } else if (after(line, "flood") != NULL) {
        flood();
    } else if (after(line, "crash") != NULL) {
        __builtin_trap();
    } else {
        cos_print("not ok - the argument `%s` is unknown\n", line);
    }
}

int main(const struct cos_start *start)
{
    const char *line = (const char *)start->blobs[0].address, *end = line + start->blobs[0].bytes;

    for (; line < end; line += strlen(line) + 1) {
        act(line);
    }
    return 0;
}
