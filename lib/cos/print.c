/* SPDX-License-Identifier: BSD-2-Clause */
#include <console.h>
#include <cos/abi.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/start.h>
#include <cos/syscall.h>
#include <stdint.h>

#define BUSY_LINE_US 1000

struct console_sink {
    struct cos_sink sink;
    unsigned kind, used;
    uint64_t chunk[CONSOLE_CHUNK / sizeof(uint64_t)];
};

static void send_chunk(struct console_sink *out)
{
    const uint64_t *text = out->chunk, method = CONSOLE_METHOD(out->kind, out->used);

    while (out->used > 0 && cos_call(COS_SLOT_CONSOLE, method, text[0], text[1], text[2]).value == -COS_EAGAIN) {
        cos_sleep(BUSY_LINE_US);
    }
    out->used = 0;
}

static void put_to_console(struct cos_sink *sink, char c)
{
    struct console_sink *out = (struct console_sink *)sink;

    ((char *)out->chunk)[out->used++] = c;
    if (out->used == CONSOLE_CHUNK) {
        send_chunk(out);
    }
}

static void print_to_console(unsigned kind, const char *format, va_list arguments)
{
    struct console_sink out = { .sink = { put_to_console }, .kind = kind };

    cos_vformat(&out.sink, format, arguments);
    send_chunk(&out);
}

void cos_print(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_to_console(CONSOLE_WRITE, format, arguments);
    va_end(arguments);
}

void cos_print_raw(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    print_to_console(CONSOLE_RAW, format, arguments);
    va_end(arguments);
}

void cos_write(const char *text, size_t bytes)
{
    struct console_sink out = { .sink = { put_to_console }, .kind = CONSOLE_WRITE };

    for (size_t i = 0; i < bytes; i++) {
        put_to_console(&out.sink, text[i]);
    }
    send_chunk(&out);
}
