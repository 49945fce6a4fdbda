/* SPDX-License-Identifier: BSD-2-Clause */
#include <carrier.h>
#include <console.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/start.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <cos/wait.h>
#include <rumpuser.h>
#include <stdarg.h>

#include "print.h"

#define LINE (5 * CONSOLE_CHUNK)

static char line[LINE];
static size_t used;

static void send_line(void)
{
    for (size_t sent = 0; sent < used;) {
        size_t bytes = used - sent < CONSOLE_CHUNK ? used - sent : CONSOLE_CHUNK;
        uint64_t more = sent + bytes < used ? CONSOLE_MORE : 0;
        uint64_t method = CONSOLE_METHOD(CONSOLE_WRITE, bytes) | more;
        uint64_t text[CONSOLE_CHUNK / sizeof(uint64_t)] = {0}, us = 0;

        memcpy(text, line + sent, bytes);
        while (cos_call(COS_SLOT_CONSOLE, method, text[0], text[1], text[2]).value == -COS_EAGAIN)
            carrier_rest(cos_tsc() + cos_ticks(cos_next_pause(&us)));
        sent += bytes;
    }
    used = 0;
}

void rumpuser_putchar(int character)
{
    line[used++] = (char)character;
    if (character == '\n' || used == LINE)
        send_line();
}

void print_end_line(void)
{
    if (used > 0)
        rumpuser_putchar('\n');
}

static void put(struct cos_sink *sink, char c)
{
    (void)sink;
    rumpuser_putchar(c);
}

void rumpuser_dprintf(const char *format, ...)
{
    struct cos_sink sink = {put};
    va_list arguments;

    va_start(arguments, format);
    cos_vformat(&sink, format, arguments);
    va_end(arguments);
}
