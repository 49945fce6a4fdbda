/* SPDX-License-Identifier: BSD-2-Clause */
/* Texts, messages and small files, without a C library. */
#include "call.h"

#define O_RDONLY 0

size_t length(const char *string)
{
    size_t count = 0;

    while (string[count])
        count++;
    return count;
}

void say(const char *string)
{
    call(__NR_write, 2, (long)string, length(string), 0, 0);
}

void append(char **at, const char *string)
{
    while (*string)
        *(*at)++ = *string++;
    **at = 0;
}

void append_number(char **at, unsigned number)
{
    char digits[12], *digit = digits + sizeof(digits) - 1;

    *digit = 0;
    do
        *--digit = '0' + number % 10;
    while (number /= 10);
    append(at, digit);
}

void tell(const char *name, const char *what)
{
    say("init: ");
    say(name);
    say(": ");
    say(what);
    say("\n");
}

void complain(const char *what, const char *name, long error)
{
    char number[12], *at = number;

    append_number(&at, (unsigned)error);
    say("init: ");
    say(what);
    say(" ");
    say(name);
    say(": error ");
    say(number);
    say("\n");
}

long read_file(const char *path, void *contents, long room)
{
    long fd = call(__NR_open, (long)path, O_RDONLY, 0, 0, 0), size = 0, part = 1;

    while (fd >= 0 && part > 0 && size < room) {
        part = call(__NR_read, fd, (long)contents + size, room - size, 0, 0);
        size += part > 0 ? part : 0;
    }
    call(__NR_close, fd, 0, 0, 0, 0);
    return size;
}
