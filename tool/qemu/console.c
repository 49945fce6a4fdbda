/* SPDX-License-Identifier: BSD-2-Clause */
#include "console.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/outlet.h"

#define MARK      "+ "
#define ROW_LEAST 20 /* columns: a narrower terminal is unreadable */
/* most bytes of a piece in rows: a break adds three bytes, at worst to each tab */
#define ROWS   (4 * CONSOLE_PIECE)
#define ENOUGH (ROWS + CONSOLE_PIECE) /* room for rows, and for the message on lost text */

bool console_holds(struct session *session)
{
    bool room = outlet_room(session->out) >= ENOUGH;

    if (session->losing || room)
        return false;
    session->losing = outlet_idle(session->out) >= CONSOLE_STUCK;
    if (session->losing)
        session_say(session,
                    "standard output takes nothing; until it does, what the system prints is lost");
    return !session->losing;
}

/* Says how much text was lost, and continues at the beginning of a line. */
static void show_gap(struct session *session)
{
    char *gap = text("%s[evm] %zu bytes of the console are lost here, as the reader took nothing\n",
                     session->within ? "\n" : "", session->lost_here);

    outlet_put(session->out, gap, strlen(gap));
    free(gap);
    session->within = session->losing = false;
    session->column = session->first = 0;
    session->lost_here = 0;
}

/* Returns the most columns that a byte may take: two for the first one of a non-ASCII character. */
static unsigned columns(unsigned char byte, unsigned column)
{
    return byte == '\t' ? 8 - column % 8 : byte >= 0xc0 ? 2 : byte >= ' ' && byte < 0x80;
}

/* Breaks lines that are longer than the terminal is wide into rows that begin with the mark, so
 * that no row looks like a VM's line. Returns the number of bytes in `out`. */
static size_t break_rows(struct session *session, const char *bytes, size_t size, char *out)
{
    struct winsize window;
    size_t used = 0;

    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) || window.ws_col < ROW_LEAST)
        window.ws_col = UINT16_MAX; /* unknown width */
    for (size_t i = 0; i < size; i++) {
        unsigned wide = columns((unsigned char)bytes[i], session->column);

        if (session->column + wide > window.ws_col) {
            used = (size_t)(stpcpy(out + used, "\n" MARK) - out);
            session->column = session->first = strlen(MARK);
        }
        if (bytes[i] == '\n' || bytes[i] == '\r')
            session->column = session->first = 0;
        else if (bytes[i] == '\b' && session->column <= session->first)
            continue;
        session->column += bytes[i] == '\b' ? -1U : wide;
        out[used++] = bytes[i];
    }
    return used;
}

static void put(struct session *session, const char *bytes, size_t size)
{
    char rows[ROWS];

    if (!size)
        return;
    session->within = bytes[size - 1] != '\n';
    if (isatty(STDOUT_FILENO)) {
        size = break_rows(session, bytes, size, rows);
        bytes = rows;
    }
    outlet_put(session->out, bytes, size);
}

/* Turns carriage returns into newlines in place, since a line in a file cannot start again. Returns
 * the number of bytes. */
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
