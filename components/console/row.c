/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The terminal's current line. A client's text stays within its own line, behind its name: any
 * sequence that could move the cursor elsewhere, change colours or query the terminal is shown as
 * `?`. The console itself does what prompts and progress bars need:
 * - a backspace goes back over characters of one column that the client has just written;
 * - "erase to the end" (ESC [ K, ESC [ J) puts blanks over characters that it went back over;
 * - a carriage return starts the line again, name included;
 * - the query of the cursor position (ESC [ 6 n), which shells send, is dropped.
 */
#include "common.h"

#include <evm/shown.h>

#define ESCAPE       '\033'
#define UNIT_BYTES   4  /* the longest sequence: a character in UTF-8, or ESC [ 0 K */
#define BACK_MOST    64 /* most characters that a client can go back over */
#define SPECIAL_WORK 8  /* cost of a character that is not plain ASCII, in plain characters */
#define SHOW_MOST    (LINE_BYTES + EVM_NAME + 5) /* bytes, after which other clients have a turn */

/* The last unit begins before SHOW_MOST: a name, and plain characters or an erasure. */
#define LAST_MOST (LINE_BYTES > 2 * BACK_MOST ? LINE_BYTES : 2 * BACK_MOST)
_Static_assert(SERIAL_LOW + SHOW_MOST + EVM_NAME + 8 + LAST_MOST <= SERIAL_QUEUE,
               "that, and the last");

static struct {
    uint64_t client; /* its owner; EVM_COMPONENTS: the line has ended */
    unsigned length; /* characters between the name and the cursor */
    unsigned left;   /* characters of one column right before the cursor, */
    unsigned right;  /* and behind it */
    bool returned;   /* after a carriage return: the next text starts the line again */
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

/* Begins a new line with the client's name. Raw text has its own name, except where it continues a
 * line. */
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

/* Begins a new line if the current one has no room for a character of the client. */
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

/* narrow: the character has one column, so a backspace may go back over it. */
static void put_character(const unsigned char *text, int bytes, bool narrow)
{
    for (int i = 0; i < bytes; i++)
        serial_put((char)text[i]);
    row.length++;
    row.left = !narrow ? 0 : row.left < BACK_MOST ? row.left + 1 : BACK_MOST;
    row.right = narrow && row.right > 0 ? row.right - 1 : 0;
}

static uint32_t least(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static bool is_plain(char c)
{
    return c >= ' ' && c <= '~';
}

/* Shows plain characters, the bulk of all text. Returns their number. */
static uint32_t put_plain(const struct ring *ring, uint32_t from, uint32_t bytes)
{
    const char *text = ring->text;
    uint32_t mask = ring->size - 1, most = least(bytes, LINE_BYTES - row.length), count = 0;
    char c;

    while (count < most && is_plain(c = text_at(text, mask, from + count))) {
        serial_put(c);
        count++;
    }
    row.length += count;
    row.left = least(row.left + count, BACK_MOST);
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

/* Returns the length of a line editor's sequence at the beginning of the text ("erase to the end",
 * or the query of the cursor position); 0 if it is another one, -1 if the text ends too early. */
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

/* Shows the character or sequence at the beginning of the text. Returns its length, or 0 if it is
 * incomplete and may go on. */
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

/* Ends the line that the client's last life has left unfinished, so that its next life does not
 * continue it. */
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

/* Shows any other character or sequence. Returns its length, or 0 as show_unit(). */
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
    while (done < bytes && some != 0 && serial_pending() - before < SHOW_MOST &&
           *work < ROW_WORK_MOST) {
        uint32_t at = ring->tail + done;
        char c = ring_at(ring, at);

        if (c == '\n') {
            end(client);
            return done + 1;
        }
        if (is_plain(c)) {
            make_room(client);
            some = put_plain(ring, at, least(bytes - done, ROW_WORK_MOST - *work));
            *work += some;
        } else {
            some = show_special(client, at, bytes - done, all);
            *work += SPECIAL_WORK;
        }
        done += some;
    }
    return done;
}
