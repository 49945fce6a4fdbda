/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supervisor's messages. The supervisor must restart others, so it never waits for the serial
 * line, which may be slow or blocked. It drops whole lines for which the console has no room, and
 * counts them.
 */
#include "common.h"

#include <console.h>
#include <cos/print.h>
#include <cos/runtime.h>

#include "outlet.h"

#define DETAILS_BYTES 4096    /* most of a crash report beyond its first lines */
#define AGAIN_ROOM    4096    /* that must stay free beside another report on the same component */
#define AGAIN_US      5000000 /* within this time after the last one */

struct line_sink {
    struct cos_sink sink;
    unsigned used;
    uint64_t chunk[OUTLET_WORDS];
};

static bool within, losing;           /* inside a line; that line is being lost */
static unsigned lost;                 /* lines */
static uint64_t told[EVM_COMPONENTS]; /* TSC time of the last report on each */

static void send_chunk(struct line_sink *out, bool ends)
{
    if (!losing && out->used > 0)
        losing = !outlet_put(out->chunk, out->used, ends);
    if (losing && ends) {
        losing = false;
        lost++;
    }
    out->used = 0;
}

static void put(struct cos_sink *sink, char c)
{
    struct line_sink *out = (struct line_sink *)sink;

    within = true;
    ((char *)out->chunk)[out->used++] = c;
    if (c == '\n' || out->used == CONSOLE_CHUNK)
        send_chunk(out, c == '\n');
    within = c != '\n';
}

void say(const char *format, ...)
{
    struct line_sink out = {.sink = {put}};
    unsigned missing = lost;
    va_list arguments;

    if (missing != 0 && !within) {
        losing = console_room() < SAY_ROOM; /* else text would follow without a note of the gap */
        if (!losing) {
            lost = 0;
            say("[evm] %u lines of the supervisor's are lost here, as the console has not taken "
                "them\n",
                missing);
        }
    }
    va_start(arguments, format);
    cos_vformat(&out.sink, format, arguments);
    va_end(arguments);
    send_chunk(&out, false);
}

/* The thread may have been about to send the end of its line: then there is an empty one. */
void say_anew(void)
{
    bool broken = within;

    within = losing = false;
    if (broken)
        say("\n");
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
