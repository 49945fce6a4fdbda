/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The line of the terminal that is written on now. Clients' text comes out so that it stays within
 * what is theirs, behind their name: whatever could move the cursor elsewhere, recolour or question
 * the terminal is shown as `?`. What prompts and progress bars need is done by the console itself:
 * - a backspace goes back over characters of one column that the client has written just before;
 * - "erase to the end" (ESC [ K, ESC [ J) puts blanks over those that it went back over;
 * - a carriage return begins the line anew, name and all;
 * - the question where the cursor is (ESC [ 6 n), which shells ask, is not passed on.
 */
#include "common.h"

#include <evm/shown.h>

#define ESCAPE       '\033'
#define UNIT_BYTES   4  /* the longest that is looked at at a time: of UTF-8, ESC [ 0 K */
#define BACK_MOST    64 /* characters that are counted */
#define SPECIAL_WORK 6  /* what a character that is not plain ASCII costs, in bytes of those */
#define SHOW_MOST    (LINE_BYTES + EVM_NAME + 5) /* bytes, after which others have their turn */

/* The last that is shown begins before that: a name, and plain characters or what erases others. */
#define LAST_MOST (LINE_BYTES > 2 * BACK_MOST ? LINE_BYTES : 2 * BACK_MOST)
_Static_assert(SERIAL_LOW + SHOW_MOST + EVM_NAME + 8 + LAST_MOST <= SERIAL_QUEUE,
               "that, and the last");

static struct {
    uint64_t client; /* whose it is, or EVM_COMPONENTS: it has ended */
    unsigned length; /* characters between the name and the cursor */
    unsigned left;   /* of those, how many of one column each are right before the cursor, */
    unsigned right;  /* and behind it */
    bool returned;   /* a carriage return was the last: what comes next begins the line anew */
} row = {.client = EVM_COMPONENTS};

bool row_is_of(uint64_t client)
{
    return __atomic_load_n(&row.client, __ATOMIC_RELAXED) == client;
}

static void put_name(uint64_t client)
{
    const char *name = rings[client].raw ? "evm" : component(client)->name;

    serial_put('[');
    for (unsigned i = 0; i < EVM_NAME && name[i] != 0; i++)
        serial_put(name[i]);
    serial_put(']');
    if (rings[client].torn)
        serial_put('+');
    serial_put(' ');
}

/* A new line, behind the client's name; after raw text's own, if it is the rest of one. */
static void begin(uint64_t client)
{
    row.client = client;
    row.length = row.left = row.right = 0;
    row.returned = false;
    if (!rings[client].raw || rings[client].torn)
        put_name(client);
}

static void begin_again(uint64_t client)
{
    unsigned right = row.left + row.right;

    serial_put('\r');
    rings[client].torn = false;
    begin(client);
    row.right = right < BACK_MOST ? right : BACK_MOST;
}

/* So that there is room for one more character of the client's. */
static void make_room(uint64_t client)
{
    if (row.client == client && row.returned) {
        begin_again(client);
    } else if (row.client != client || row.length >= LINE_BYTES) {
        if (row.client != EVM_COMPONENTS)
            serial_put('\n');
        begin(client);
    }
    rings[client].torn = true;
}

/* narrow: it has one column, and may be gone back over. */
static void put_character(const unsigned char *text, int bytes, bool narrow)
{
    for (int i = 0; i < bytes; i++)
        serial_put((char)text[i]);
    row.length++;
    row.left = !narrow ? 0 : row.left < BACK_MOST ? row.left + 1 : BACK_MOST;
    row.right = narrow && row.right > 0 ? row.right - 1 : 0;
}

static bool is_plain(char c)
{
    return c >= ' ' && c <= '~';
}

/* What most text is. Result: bytes. */
static uint32_t put_plain(const struct ring *ring, uint32_t from, uint32_t bytes)
{
    uint32_t count = 0;
    char c;

    while (count < bytes && row.length + count < LINE_BYTES &&
           is_plain(c = ring_at(ring, from + count))) {
        serial_put(c);
        count++;
    }
    row.length += count;
    row.left = row.left + count < BACK_MOST ? row.left + count : BACK_MOST;
    row.right = row.right > count ? row.right - count : 0;
    return count;
}

static void go_back(void)
{
    serial_put('\b');
    row.length--;
    row.left--;
    row.right += row.right < BACK_MOST;
}

static void erase(void)
{
    for (unsigned i = 0; i < row.right; i++)
        serial_put(' ');
    for (unsigned i = 0; i < row.right; i++)
        serial_put('\b');
    row.right = 0;
}

/* Bytes of a sequence that editors of lines use, at the beginning of the text: "erase to the end",
 * or the question where the cursor is. 0: it is something else; -1: the text ends too early. */
static int is_edit(const unsigned char *text, uint32_t bytes)
{
    bool number = bytes > 2 && (text[2] == '0' || text[2] == '6');
    unsigned last = number ? 3 : 2;

    if (text[0] != ESCAPE || (bytes > 1 && text[1] != '['))
        return 0;
    if (bytes <= last)
        return -1;
    if (number && text[2] == '6')
        return text[last] == 'n' ? (int)last + 1 : 0;
    return text[last] == 'K' || text[last] == 'J' ? (int)last + 1 : 0;
}

/* Shows what the text begins with. Result: its bytes; 0: it may go on, and what it is then will be
 * seen. */
static uint32_t show_unit(uint64_t client, const unsigned char *text, uint32_t bytes, bool all)
{
    int edit = is_edit(text, bytes), shown = evm_shown(text, bytes);

    if (!all && (edit < 0 || shown < 0))
        return 0;
    make_room(client);
    if (edit > 0) {
        if (text[edit - 1] != 'n')
            erase();
        return (uint32_t)edit;
    }
    if (text[0] == '\b' && row.left > 0)
        go_back();
    else if (shown > 0)
        put_character(text, shown, shown == 1); /* longer ones may have any width */
    else
        put_character((const unsigned char *)(text[0] == '\t' ? "\t" : "?"), 1, false);
    return shown > 0 ? (uint32_t)shown : 1;
}

static void end(uint64_t client)
{
    if (row.client != client)
        make_room(client);
    serial_put('\n');
    row.client = EVM_COMPONENTS;
    rings[client].torn = false;
}

/* What its last life has left unfinished is no beginning of what the next one says. */
static void look_for_end(uint64_t client)
{
    struct ring *ring = &rings[client];

    if (!__atomic_load_n(&ring->ended, __ATOMIC_ACQUIRE) || (int32_t)(ring->tail - ring->last) < 0)
        return;
    ring->ended = ring->torn = false;
    if (row.client == client) {
        serial_put('\n');
        row.client = EVM_COMPONENTS;
    }
}

/* Anything else. Result: bytes; 0: as of show_unit(). */
static uint32_t show_special(uint64_t client, uint32_t from, uint32_t bytes, bool all)
{
    unsigned char text[UNIT_BYTES];

    bytes = bytes < UNIT_BYTES ? bytes : UNIT_BYTES;
    for (uint32_t i = 0; i < bytes; i++)
        text[i] = (unsigned char)ring_at(&rings[client], from + i);
    if (text[0] == '\r') {
        row.returned = row.returned || row.client == client;
        return 1;
    }
    return text[0] == '\a' ? 1 : show_unit(client, text, bytes, all);
}

uint32_t row_show(uint64_t client, uint32_t bytes, bool all, unsigned *work)
{
    struct ring *ring = &rings[client];
    size_t before = serial_pending();
    uint32_t done = 0, some = 1;

    look_for_end(client);
    while (done < bytes && some != 0 && serial_pending() - before < SHOW_MOST) {
        uint32_t at = ring->tail + done;
        char c = ring_at(ring, at);

        if (c == '\n') {
            end(client);
            return done + 1;
        }
        if (is_plain(c)) {
            make_room(client);
            some = put_plain(ring, at, bytes - done);
        } else {
            some = show_special(client, at, bytes - done, all);
            *work += SPECIAL_WORK;
        }
        done += some;
    }
    return done;
}
