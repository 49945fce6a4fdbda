/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/abi.h>
#include <cos/runtime.h>

#define FLUSH_US 50000

static struct line {
    char text[LINE_BYTES];
    uint8_t used;
    bool raw;       /* without prefix */
    uint64_t since; /* TSC time of its oldest byte */
} lines[EVM_COMPONENTS];

/* The client whose unfinished line is the last thing on the terminal, or EVM_COMPONENTS if that ended in a newline. */
static uint64_t open = EVM_COMPONENTS;

static void put_text(const char *text, size_t bytes)
{
    for (size_t i = 0; i < bytes && text[i] != 0; i++) {
        serial_put(text[i]);
    }
}

static void begin(uint64_t client)
{
    if (open == client) {
        return;
    }
    if (open != EVM_COMPONENTS) {
        serial_put('\n');
    }
    open = client;
    if (!lines[client].raw) {
        serial_put('[');
        put_text(component(client)->name, EVM_NAME);
        put_text("] ", 2);
    }
}

static void show(uint64_t client)
{
    begin(client);
    put_text(lines[client].text, lines[client].used);
    lines[client].used = 0;
}

static void end(uint64_t client)
{
    show(client);
    serial_put('\n');
    open = EVM_COMPONENTS;
}

static char harmless(char c)
{
    bool layout = c == '\t' || c == '\b' || c == '\a' || c == '\033';

    return (unsigned char)c >= ' ' || layout ? c : '?';
}

static void add(uint64_t client, char c)
{
    struct line *line = &lines[client];

    if (c == '\n') {
        end(client);
    } else if (c != '\r') {
        if (line->used == LINE_BYTES) {
            end(client);
        }
        line->text[line->used++] = harmless(c);
    }
}

bool lines_write(uint64_t client, const char *text, size_t bytes, bool raw)
{
    struct line *line = &lines[client];

    line->raw = raw;
    if (line->used == 0) {
        line->since = cos_tsc();
    }
    for (size_t i = 0; i < bytes; i++) {
        add(client, text[i]);
    }
    if (open == client) {
        show(client);
    }
    return line->used > 0;
}

void lines_flush(uint64_t client)
{
    if (lines[client].used > 0) {
        show(client);
    }
}

void lines_flush_all(void)
{
    for (uint64_t client = 0; client < image()->component_count; client++) {
        if (lines[client].used > 0 && serial_room() >= LINES_ROOM) {
            show(client);
        }
    }
    if (open != EVM_COMPONENTS) {
        serial_put('\n');
        open = EVM_COMPONENTS;
    }
}

uint64_t lines_flush_old(uint64_t now)
{
    uint64_t wait = cos_ticks(FLUSH_US), next = COS_FOREVER;

    for (uint64_t client = 0; client < image()->component_count; client++) {
        const struct line *line = &lines[client];

        if (line->used == 0) {
            continue;
        }
        if (now - line->since >= wait && serial_room() >= LINES_ROOM) {
            show(client);
        } else if (line->since + wait < next) {
            next = line->since + wait;
        }
    }
    return next;
}
