/* SPDX-License-Identifier: BSD-2-Clause */
#include "session_console.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "outlet.h"

#define ENOUGH (2 * CONSOLE_PIECE) /* room for a piece and what is said of lost ones */

bool console_holds(struct session *session)
{
    bool room = outlet_room(session->out) >= ENOUGH;

    if (session->losing || room)
        return false;
    session->losing = outlet_idle(session->out) >= CONSOLE_STUCK;
    if (session->losing)
        session_say(session, "standard output takes nothing; until it does, what the system prints is lost");
    return !session->losing;
}

/* Text goes on at the beginning of a line. */
static void show_gap(struct session *session)
{
    char *gap = text("%s[evm] %zu bytes of the console are lost here, as nobody read them\n",
                     session->within ? "\n" : "", session->lost_here);

    outlet_put(session->out, gap, strlen(gap));
    free(gap);
    session->within = false;
    session->losing = false;
    session->lost_here = 0;
}

static void put(struct session *session, const char *bytes, size_t size)
{
    if (!size)
        return;
    outlet_put(session->out, bytes, size);
    session->within = bytes[size - 1] != '\n';
}

/* Files have no lines that begin anew: for them, each time is a line of its own. Result: bytes, in
 * place. */
static size_t end_lines(struct session *session, char *bytes, size_t size)
{
    size_t left = 0;

    for (size_t i = 0; i < size; i++) {
        bool twice = session->returned && bytes[i] == '\n';

        session->returned = bytes[i] == '\r';
        if (!twice)
            bytes[left++] = bytes[i] == '\r' ? '\n' : bytes[i];
    }
    return left;
}

void console_pass(struct session *session, const char *bytes, size_t size)
{
    char text[CONSOLE_PIECE];
    size_t skipped = 0;

    memcpy(text, bytes, size);
    if (!isatty(STDOUT_FILENO))
        size = end_lines(session, text, size);
    if (session->losing) {
        bool room = outlet_room(session->out) >= CONSOLE_ROOM / 2;
        const char *end = room ? memchr(text, '\n', size) : NULL;

        skipped = end ? (size_t)(end - text) + 1 : size;
        session->lost += skipped;
        session->lost_here += skipped;
        if (!end)
            return;
        show_gap(session);
    }
    put(session, text + skipped, size - skipped);
}
