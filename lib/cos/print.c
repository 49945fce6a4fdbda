/* SPDX-License-Identifier: BSD-2-Clause */
#include <console.h>
#include <cos/abi.h>
#include <cos/print.h>
#include <cos/start.h>
#include <cos/syscall.h>
#include <cos/wait.h>
#include <stdint.h>

struct console_sink {
    struct cos_sink sink;
    unsigned used;
    uint64_t chunk[CONSOLE_CHUNK / sizeof(uint64_t)];
};

static void send_chunk(struct console_sink *out, bool more)
{
    const uint64_t *text = out->chunk;
    uint64_t method = CONSOLE_METHOD(CONSOLE_WRITE, out->used) | (more ? CONSOLE_MORE : 0), us = 0;

    while (out->used > 0 &&
           cos_call(COS_SLOT_CONSOLE, method, text[0], text[1], text[2]).value == -COS_EAGAIN)
        cos_back_off(&us);
    out->used = 0;
}

/* Sends a full chunk only when more text follows. */
static void put_to_console(struct cos_sink *sink, char c)
{
    struct console_sink *out = (struct console_sink *)sink;

    if (out->used == CONSOLE_CHUNK)
        send_chunk(out, true);
    ((char *)out->chunk)[out->used++] = c;
}

void cos_print(const char *format, ...)
{
    struct console_sink out = {.sink = {put_to_console}};
    va_list arguments;

    va_start(arguments, format);
    cos_vformat(&out.sink, format, arguments);
    va_end(arguments);
    send_chunk(&out, false);
}

void cos_write(const char *text, size_t bytes)
{
    struct console_sink out = {.sink = {put_to_console}};

    for (size_t i = 0; i < bytes; i++)
        put_to_console(&out.sink, text[i]);
    send_chunk(&out, false);
}
