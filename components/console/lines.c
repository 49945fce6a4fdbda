/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whose text goes to the line next: a line of each client in turn. The supervisor's text goes before all others', as
 * long as it does not take the line for itself; what was there when it last flushed goes before that.
 */
#include "common.h"

#include <cos/abi.h>
#include <cos/runtime.h>

#define FLUSH_US    50000
#define URGENT_MOST 2048 /* bytes of the supervisor's in a row while others wait */

#define AHEAD_MOST  (EVM_COMPONENTS * RING_BYTES) /* bytes of others' before the supervisor's, however often it flushes */

#define BIT(client) (1ull << (client))

static uint64_t filled;   /* bits of the clients with text in their rings */
static uint64_t before;   /* and of those whose text goes before the supervisor's */
static unsigned urgent;   /* bytes of the supervisor's in a row */
static unsigned ahead;    /* bytes of others' since its last ones */
static uint64_t turn;     /* the client that was served last */

/* The client whose unfinished line is the last thing on the terminal, or EVM_COMPONENTS if that ended in a newline. */
static uint64_t open = EVM_COMPONENTS;

/* ---- Entries ---- */

static bool is_filled(uint64_t client)
{
    return __atomic_load_n(&filled, __ATOMIC_ACQUIRE) & BIT(client);
}

bool lines_write(uint64_t client, const char *text, size_t bytes, bool raw, bool *whole)
{
    struct ring *ring = &rings[client];

    if (!ring_put(ring, text, (uint32_t)bytes)) {
        return false;
    }
    ring->raw = raw;
    __atomic_or_fetch(&filled, BIT(client), __ATOMIC_ACQ_REL);
    *whole = client == open || ring_pending(ring) >= LINE_BYTES;
    for (size_t i = 0; i < bytes; i++) {
        *whole |= text[i] == '\n';
    }
    return true;
}

void lines_flush(uint64_t client)
{
    __atomic_store_n(&rings[client].flush, __atomic_load_n(&rings[client].head, __ATOMIC_ACQUIRE), __ATOMIC_RELEASE);
}

void lines_flush_all(void)
{
    for (uint64_t client = 0; client < image()->component_count; client++) {
        if (is_filled(client)) {
            lines_flush(client);
            __atomic_or_fetch(&before, BIT(client) & ~BIT(EVM_SUPERVISOR), __ATOMIC_ACQ_REL);
        }
    }
}

size_t lines_pending(void)
{
    size_t bytes = serial_pending();

    for (uint64_t client = 0; client < image()->component_count; client++) {
        bytes += ring_pending(&rings[client]);
    }
    return bytes;
}

/* ---- The console's thread ---- */

static void begin(uint64_t client)
{
    if (open == client) {
        return;
    }
    if (open != EVM_COMPONENTS) {
        serial_put('\n');
    }
    open = client;
    if (!rings[client].raw) {
        const char *name = component(client)->name;

        serial_put('[');
        for (unsigned i = 0; i < EVM_NAME && name[i] != 0; i++) {
            serial_put(name[i]);
        }
        serial_put(']');
        serial_put(' ');
    }
}

static char harmless(char c)
{
    bool layout = c == '\t' || c == '\b' || c == '\a' || c == '\033';

    return (unsigned char)c >= ' ' || layout ? c : '?';
}

static bool is_flushed(const struct ring *ring)
{
    return (int32_t)(__atomic_load_n(&ring->flush, __ATOMIC_ACQUIRE) - ring->tail) > 0;
}

/* How much of what is there is to be shown now: a whole line (*whole), or what will wait no longer. */
static uint32_t find_line(uint64_t client, uint64_t now, bool *whole)
{
    struct ring *ring = &rings[client];
    uint32_t bytes = ring->scanned - ring->tail;
    char c = 0;

    while (bytes < LINE_BYTES && c != '\n' && (c = ring_at(ring, ring->tail + bytes)) != 0) {
        bytes++;
    }
    *whole = bytes == LINE_BYTES || c == '\n';
    ring->scanned = ring->tail + bytes;
    if (*whole || bytes == 0 || open == client || is_flushed(ring)) {
        return bytes;
    }
    ring->since = ring->since != 0 ? ring->since : now;
    return now - ring->since >= cos_ticks(FLUSH_US) ? bytes : 0;
}

static void show(uint64_t client, uint32_t bytes, bool whole)
{
    struct ring *ring = &rings[client];

    begin(client);
    for (uint32_t i = 0; i < bytes; i++) {
        char c = ring_at(ring, ring->tail + i);

        if (c != '\n' && c != '\r') {
            serial_put(harmless(c));
        }
    }
    if (whole) {
        serial_put('\n');
        open = EVM_COMPONENTS;
    }
    ring_drop(ring, bytes);
    ring->since = 0;
    ring->scanned = ring->tail;
}

/* Shows something of the client's. Result: bytes handled; 0: there is nothing to be shown now. */
static unsigned serve(uint64_t client, uint64_t now)
{
    size_t pending = serial_pending();
    bool whole;
    uint32_t bytes = find_line(client, now, &whole);

    if (bytes != 0) {
        show(client, bytes, whole);
        return bytes + (unsigned)(serial_pending() - pending);
    }
    __atomic_and_fetch(&filled, ~BIT(client), __ATOMIC_ACQ_REL);
    if (ring_pending(&rings[client]) != 0) { /* an unfinished line, or a client is just writing */
        __atomic_or_fetch(&filled, BIT(client), __ATOMIC_ACQ_REL);
    }
    return 0;
}

static unsigned serve_supervisor(uint64_t now)
{
    uint64_t first;

    while ((first = __atomic_load_n(&before, __ATOMIC_ACQUIRE)) != 0) {
        uint64_t client = (uint64_t)__builtin_ctzll(first);
        unsigned bytes = is_flushed(&rings[client]) && ahead < AHEAD_MOST ? serve(client, now) : 0;

        if (bytes != 0) {
            ahead += bytes;
            return bytes;
        }
        __atomic_and_fetch(&before, ~BIT(client), __ATOMIC_ACQ_REL);
    }
    ahead = 0;
    return serve(EVM_SUPERVISOR, now);
}

unsigned lines_next(uint64_t now)
{
    uint64_t left = __atomic_load_n(&filled, __ATOMIC_ACQUIRE), later = ~1ull << turn;
    unsigned bytes;

    if (left & BIT(EVM_SUPERVISOR) && urgent < URGENT_MOST && (bytes = serve_supervisor(now)) != 0) {
        urgent += bytes;
        return bytes;
    }
    urgent = 0;
    for (unsigned half = 0; half < 2; half++, later = ~later) {
        for (uint64_t some = left & later; some != 0; some &= some - 1) {
            uint64_t client = (uint64_t)__builtin_ctzll(some);

            bytes = serve(client, now);
            if (bytes != 0) {
                turn = client;
                return bytes;
            }
        }
    }
    return 0;
}

uint64_t lines_due(void)
{
    uint64_t next = COS_FOREVER;

    for (uint64_t left = __atomic_load_n(&filled, __ATOMIC_ACQUIRE); left != 0; left &= left - 1) {
        const struct ring *ring = &rings[__builtin_ctzll(left)];

        if (ring->since != 0 && ring->since + cos_ticks(FLUSH_US) < next) {
            next = ring->since + cos_ticks(FLUSH_US);
        }
    }
    return next;
}
