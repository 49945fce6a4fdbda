/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supervisor's messages. Whoever has to start others again does not wait for a serial line,
 * which may be slow, or not be read at all: lines for which the console has no room are lost, as a
 * whole, and counted.
 */
#include "common.h"

#include <console.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>

#define DETAILS_BYTES 4096    /* a crash report has at most so many, beyond its first lines */
#define AGAIN_ROOM    4096    /* that has to be free beyond what is said of a component again, */
#define AGAIN_US      5000000 /* if it was not so long ago that something was said of it */

struct line_sink {
    struct cos_sink sink;
    unsigned used;
    uint64_t chunk[CONSOLE_CHUNK / sizeof(uint64_t)];
};

static bool within, losing;           /* a line has begun; it is being lost */
static unsigned lost;                 /* lines */
static uint64_t told[EVM_COMPONENTS]; /* TSC time at which something was last said of each */

static void send_chunk(struct line_sink *out, bool ends)
{
    uint64_t method = CONSOLE_METHOD(CONSOLE_RAW, out->used) | (ends ? 0 : CONSOLE_MORE);

    if (!losing && out->used > 0) {
        const uint64_t *text = out->chunk;

        losing = cos_call(COS_SLOT_CONSOLE, method, text[0], text[1], text[2]).value < 0;
    }
    if (losing && ends) {
        losing = false;
        lost++;
    }
    out->used = 0;
}

static void put(struct cos_sink *sink, char c)
{
    struct line_sink *out = (struct line_sink *)sink;

    within = c != '\n';
    ((char *)out->chunk)[out->used++] = c;
    if (c == '\n' || out->used == CONSOLE_CHUNK)
        send_chunk(out, c == '\n');
}

static void write(const char *format, ...)
{
    struct line_sink out = {.sink = {put}};
    va_list arguments;

    va_start(arguments, format);
    cos_vformat(&out.sink, format, arguments);
    va_end(arguments);
    send_chunk(&out, false);
}

void say(const char *format, ...)
{
    struct line_sink out = {.sink = {put}};
    unsigned missing = lost;
    va_list arguments;

    if (missing != 0 && !within) {
        losing = console_room() < SAY_ROOM; /* else more would follow with no word of the gap */
        if (!losing) {
            lost = 0;
            write("[evm] %u lines of the supervisor's are lost here, as the serial line has not "
                  "taken them\n",
                  missing);
        }
    }
    va_start(arguments, format);
    cos_vformat(&out.sink, format, arguments);
    va_end(arguments);
    send_chunk(&out, false);
}

bool say_of(uint64_t id, bool *details)
{
    uint64_t now = cos_tsc(), room = console_room();
    uint64_t least = told[id] != 0 && now - told[id] < cos_ticks(AGAIN_US) ? AGAIN_ROOM : 0;

    *details = room >= least + DETAILS_BYTES;
    if (room < least)
        return false;
    told[id] = now;
    return true;
}

static struct cos_result flush(uint64_t ended)
{
    return cos_call(COS_SLOT_CONSOLE, CONSOLE_METHOD(CONSOLE_FLUSH, 0), ended, 0, 0);
}

void flush_console(uint64_t ended)
{
    flush(ended);
}

int64_t console_pending(void)
{
    return flush(CONSOLE_NONE).value;
}

uint64_t console_room(void)
{
    return flush(CONSOLE_NONE).extra;
}
