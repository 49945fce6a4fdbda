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
    bool lost; /* the rest of this text is lost, too */
    uint64_t chunk[CONSOLE_CHUNK / sizeof(uint64_t)];
};

static unsigned lost; /* texts, or their ends, that no console has taken */

/* Returns false if there is no console. */
static bool send(const struct console_sink *out, bool more)
{
    const uint64_t *text = out->chunk;
    uint64_t method = CONSOLE_METHOD(CONSOLE_WRITE, out->used) | (more ? CONSOLE_MORE : 0), us = 0;
    int64_t result;

    while ((result = cos_call(COS_SLOT_CONSOLE, method, text[0], text[1], text[2]).value) ==
           -COS_EAGAIN)
        cos_back_off(&us);
    return result != -COS_EDEAD && result != -COS_EDENIED;
}

/* The console may have ended: the component must not wait for its next life. */
static void send_chunk(struct console_sink *out, bool more)
{
    if (out->used > 0 && !out->lost && !send(out, more)) {
        out->lost = true;
        __atomic_fetch_add(&lost, 1, __ATOMIC_RELAXED);
    }
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

/* Says how many texts are lost. If this one is, too, the next one says so. It has taken the count,
 * so the call of itself by cos_print() has nothing to say. */
static void tell_lost(void)
{
    unsigned count = __atomic_exchange_n(&lost, 0, __ATOMIC_RELAXED);

    if (count == 0)
        return;
    cos_print("(%u of its texts lost here, as the console had ended)\n", count);
    if (__atomic_load_n(&lost, __ATOMIC_RELAXED) != 0)
        __atomic_fetch_add(&lost, count - 1, __ATOMIC_RELAXED);
}

void cos_print(const char *format, ...)
{
    struct console_sink out = {.sink = {put_to_console}};
    va_list arguments;

    tell_lost();
    va_start(arguments, format);
    cos_vformat(&out.sink, format, arguments);
    va_end(arguments);
    send_chunk(&out, false);
}

void cos_write(const char *text, size_t bytes)
{
    struct console_sink out = {.sink = {put_to_console}};

    tell_lost();
    for (size_t i = 0; i < bytes; i++)
        put_to_console(&out.sink, text[i]);
    send_chunk(&out, false);
}
