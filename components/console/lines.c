/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Chooses the next line: one of each client in turn. The supervisor's text goes before all other
 * text, within a bound. Whole lines that were pending when the supervisor last flushed, with no
 * pending text of its own, go before that.
 */
#include "common.h"

#include <cos/abi.h>
#include <cos/runtime.h>

#define FLUSH_US 200000

/* Most bytes of the supervisor in a row while others wait, and of others before the supervisor's,
 * however often it flushes. Beyond that they alternate. */
#define URGENT_MOST 2048
#define AHEAD_MOST  (EVM_COMPONENTS * RING_BYTES)

#define BIT(client) (1ull << (client))

static uint64_t filled; /* bits of the clients with text in their rings */
static uint64_t before; /* bits of the clients whose text goes before the supervisor's */
static int lead;        /* bytes of the supervisor minus bytes of others, since the supervisor
                           last had no text */
static uint64_t turn;   /* the client that was served last */

/* What is left of a line that is shown in pieces; bytes: 0: nothing. Text that comes meanwhile is
 * no part of it: else a client that writes without end would keep all others silent. */
static struct {
    uint64_t client;
    uint32_t bytes;
    bool all; /* find_line() */
} rest;

/* ---- Entries ---- */

static bool is_filled(uint64_t client)
{
    return __atomic_load_n(&filled, __ATOMIC_ACQUIRE) & BIT(client);
}

/* Returns true if there is room for the text; a raw line that has begun always has room. */
static bool raw_fits(struct ring *ring, const char *text, size_t bytes)
{
    if (!ring->within && ring->size - ring_pending(ring) < RAW_LINE_ROOM)
        return false;
    ring->within = text[bytes - 1] != '\n';
    return true;
}

bool lines_write(uint64_t client, const char *text, size_t bytes, unsigned kind, bool more,
                 bool *whole)
{
    struct ring *ring = &rings[client];

    if ((kind == CONSOLE_RAW && !raw_fits(ring, text, bytes)) ||
        !ring_put(ring, text, (uint32_t)bytes)) {
        __atomic_store_n(&ring->refused, true, __ATOMIC_RELEASE);
        return false;
    }
    ring->raw = kind == CONSOLE_RAW;
    ring->more = more;
    __atomic_or_fetch(&filled, BIT(client), __ATOMIC_ACQ_REL);
    *whole = (row_is_of(client) && !more) || ring_pending(ring) >= LINE_BYTES;
    for (size_t i = 0; i < bytes; i++)
        *whole |= text[i] == '\n';
    return true;
}

void lines_flush(uint64_t client)
{
    __atomic_store_n(&rings[client].flush, __atomic_load_n(&rings[client].head, __ATOMIC_ACQUIRE),
                     __ATOMIC_RELEASE);
}

static void end_life(uint64_t client)
{
    struct ring *ring = &rings[client];

    lines_flush(client);
    ring->last = ring->flush;
    __atomic_store_n(&ring->ended, true, __ATOMIC_RELEASE);
}

static void put_before(uint64_t client)
{
    struct ring *ring = &rings[client];

    if (is_filled(client) && client != EVM_SUPERVISOR) {
        __atomic_store_n(&ring->before, __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE),
                         __ATOMIC_RELEASE);
        __atomic_or_fetch(&before, BIT(client), __ATOMIC_ACQ_REL);
    }
}

/* Other text goes before the supervisor's next text, but not before its pending text: else clients
 * that flood the line would keep the supervisor silent. */
void lines_flush_all(uint64_t ended)
{
    bool all = ended == CONSOLE_ALL || ring_pending(&rings[EVM_SUPERVISOR]) == 0;

    for (uint64_t client = 0; client < image()->component_count; client++) {
        bool its = client == ended || ended == CONSOLE_ALL;

        if (its)
            end_life(client);
        if (its || all)
            put_before(client);
    }
}

size_t lines_pending(void)
{
    size_t bytes = 0;

    for (uint64_t client = 0; client < image()->component_count; client++)
        bytes += ring_pending(&rings[client]);
    return bytes + serial_pending(); /* last, as the thread moves text from the rings to there */
}

/* ---- The console's thread ---- */

static bool is_flushed(const struct ring *ring)
{
    return (int32_t)(__atomic_load_n(&ring->flush, __ATOMIC_ACQUIRE) - ring->tail) > 0;
}

static bool is_before(const struct ring *ring)
{
    return (int32_t)(__atomic_load_n(&ring->before, __ATOMIC_ACQUIRE) - ring->tail) > 0;
}

/* Returns true if an unfinished line of that many bytes has waited long enough for its end. */
static bool is_overdue(struct ring *ring, uint32_t bytes, uint64_t now)
{
    if (bytes == 0)
        return false;
    ring->since = ring->since != 0 ? ring->since : now;
    return !ring->more && now - ring->since >= cos_ticks(FLUSH_US);
}

/* Returns the number of bytes to show now: a line, or unfinished text that is due. *all: show even
 * an incomplete sequence at its end. */
static uint32_t find_line(uint64_t client, uint64_t now, bool *all)
{
    struct ring *ring = &rings[client];
    const char *text = ring->text;
    uint32_t mask = ring->size - 1, tail = ring->tail, bytes = ring->scanned - tail;
    char c = 0;

    while (bytes < LINE_BYTES && c != '\n' && (c = text_at(text, mask, tail + bytes)) != 0)
        bytes++;
    ring->scanned = tail + bytes - (c == '\n');
    *all = c == '\n' || is_flushed(ring) || is_overdue(ring, bytes, now);
    return *all || bytes == LINE_BYTES || (row_is_of(client) && !ring->more) ? bytes : 0;
}

/* Shows text of the client. Returns its cost in bytes, or 0 if there is nothing to show now. Shows
 * a long line in pieces, since all VMs wait for a piece. No other text comes between the pieces.
 */
static unsigned serve(uint64_t client, uint64_t now)
{
    size_t pending = serial_pending();
    unsigned work = 0;
    uint32_t bytes;

    if (rest.bytes == 0) {
        rest.client = client;
        rest.bytes = find_line(client, now, &rest.all);
    }
    bytes = rest.bytes != 0 ? row_show(client, rest.bytes, rest.all, &work) : 0;
    rest.bytes = work >= ROW_WORK_MOST ? rest.bytes - bytes : 0;
    if (bytes != 0) {
        ring_drop(&rings[client], bytes);
        rings[client].since = 0;
        rings[client].scanned = rings[client].tail;
        return 1 + work + (unsigned)(serial_pending() - pending);
    }
    __atomic_and_fetch(&filled, ~BIT(client), __ATOMIC_ACQ_REL);
    if (ring_pending(&rings[client]) != 0) /* an unfinished line, or a client is writing now */
        __atomic_or_fetch(&filled, BIT(client), __ATOMIC_ACQ_REL);
    return 0;
}

/* The same while the supervisor has text: adds the cost to `lead`. */
static unsigned serve_one(uint64_t client, uint64_t now)
{
    unsigned bytes = serve(client, now);

    lead += client == EVM_SUPERVISOR ? (int)bytes : -(int)bytes;
    lead = lead > URGENT_MOST ? URGENT_MOST : lead < -AHEAD_MOST ? -AHEAD_MOST : lead;
    return bytes;
}

static unsigned serve_supervisor(uint64_t now)
{
    uint64_t first;

    while ((first = __atomic_load_n(&before, __ATOMIC_ACQUIRE)) != 0) {
        uint64_t client = (uint64_t)__builtin_ctzll(first);
        bool goes = is_before(&rings[client]) && lead > -AHEAD_MOST;
        unsigned bytes = goes ? serve_one(client, now) : 0;

        if (bytes != 0)
            return bytes;
        __atomic_and_fetch(&before, ~BIT(client), __ATOMIC_ACQ_REL);
    }
    return serve_one(EVM_SUPERVISOR, now);
}

/* Shows one line of the next client in turn. */
static unsigned serve_others(uint64_t others, uint64_t now)
{
    uint64_t later = ~1ull << turn;

    for (unsigned half = 0; half < 2; half++, later = ~later) {
        for (uint64_t some = others & later; some != 0; some &= some - 1) {
            uint64_t client = (uint64_t)__builtin_ctzll(some);
            unsigned bytes = serve_one(client, now);

            if (bytes != 0) {
                turn = client;
                return bytes;
            }
        }
    }
    return 0;
}

unsigned lines_next(uint64_t now)
{
    uint64_t left = __atomic_load_n(&filled, __ATOMIC_ACQUIRE),
             others = left & ~BIT(EVM_SUPERVISOR);
    unsigned bytes = rest.bytes != 0 ? serve_one(rest.client, now) : 0;

    if (bytes != 0)
        return bytes;
    if (left == others) {
        lead = 0;
        return serve_others(others, now);
    }
    if (lead < URGENT_MOST) {
        bytes = serve_supervisor(now);
        return bytes != 0 ? bytes : serve_others(others, now);
    }
    bytes = serve_others(others, now);
    return bytes != 0 ? bytes : serve_supervisor(now);
}

uint64_t lines_due(void)
{
    uint64_t next = COS_FOREVER;

    for (uint64_t left = __atomic_load_n(&filled, __ATOMIC_ACQUIRE); left != 0; left &= left - 1) {
        const struct ring *ring = &rings[__builtin_ctzll(left)];

        if (ring->since != 0 && !ring->more && ring->since + cos_ticks(FLUSH_US) < next)
            next = ring->since + cos_ticks(FLUSH_US);
    }
    return next;
}

bool lines_stand(void)
{
    bool stand = false;

    for (uint64_t client = 0; client < image()->component_count; client++) {
        struct ring *ring = &rings[client];

        if (__atomic_exchange_n(&ring->refused, false, __ATOMIC_ACQ_REL))
            stand = stand || ring->tail == ring->stood;
        ring->stood = ring->tail;
    }
    return stand;
}
