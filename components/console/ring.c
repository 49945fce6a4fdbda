/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Several threads of one client may write at the same time, each preempted anywhere. A writer
 * reserves its place by an atomic exchange of the head, then writes its bytes there; the reader
 * stops at a byte of 0, which is not written yet. So no writer waits for another or leaves a lock
 * behind.
 */
#include "common.h"

#include <cos/abi.h>
#include <cos/string.h>
#include <evm/crash.h>

struct ring rings[EVM_COMPONENTS];

static char texts[EVM_COMPONENTS][RING_BYTES];
static char console_text[RING_BYTES_CONSOLE], supervisor_text[RING_BYTES_SUPERVISOR];

static void ring_init(struct ring *ring, char *text, uint32_t size)
{
    ring->text = text;
    __atomic_store_n(&ring->size, size, __ATOMIC_RELEASE);
}

void rings_init(void)
{
    for (unsigned i = 0; i < EVM_COMPONENTS; i++)
        if (i != EVM_CONSOLE && i != EVM_SUPERVISOR)
            ring_init(&rings[i], texts[i], RING_BYTES);
    ring_init(&rings[EVM_CONSOLE], console_text, sizeof console_text);
    ring_init(&rings[EVM_SUPERVISOR], supervisor_text, sizeof supervisor_text);
}

void rings_keep(const struct cos_start *start)
{
    uint64_t room = start->ram_pages * COS_PAGE_SIZE / EVM_CRASH_HISTORY;

    for (uint64_t i = 0; i < room && i < EVM_COMPONENTS; i++)
        rings[i].history = (char *)start->ram_start + i * EVM_CRASH_HISTORY;
}

/* The ring's own places serve for the history, too. */
static void remember(struct ring *ring, uint32_t head, const char *text, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++)
        ring->history[(head + i) % EVM_CRASH_HISTORY] = text[i];
}

unsigned ring_history(uint64_t client, uint64_t from, uint64_t *text)
{
    const struct ring *ring = &rings[client];
    uint32_t head = __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE), bytes = 0;
    uint32_t kept = head < EVM_CRASH_HISTORY ? head : EVM_CRASH_HISTORY;

    *text = 0;
    if (ring->history == NULL || from >= kept)
        return 0;
    for (; bytes < sizeof *text && from + bytes < kept; bytes++) {
        uint32_t at = (head - kept + (uint32_t)from + bytes) % EVM_CRASH_HISTORY;

        *text |= (uint64_t)(unsigned char)ring->history[at] << 8 * bytes;
    }
    return bytes;
}

bool ring_put(struct ring *ring, const char *text, uint32_t bytes)
{
    uint32_t head = __atomic_load_n(&ring->head, __ATOMIC_RELAXED);

    do { /* a stale tail makes the room seem smaller, never larger */
        if (bytes > ring->size - (head - __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE)))
            return false;
    } while (!__atomic_compare_exchange_n(&ring->head, &head, head + bytes, true, __ATOMIC_ACQ_REL,
                                          __ATOMIC_RELAXED));
    if (ring->history != NULL)
        remember(ring, head, text, bytes);
    for (uint32_t i = 0; i < bytes; i++) {
        char c = text[i] != 0 ? text[i] : '?';

        __atomic_store_n(&ring->text[(head + i) & (ring->size - 1)], c, __ATOMIC_RELEASE);
    }
    return true;
}

void ring_drop(struct ring *ring, uint32_t bytes)
{
    uint32_t at = ring->tail & (ring->size - 1), end = ring->size - at;
    uint32_t first = bytes < end ? bytes : end;

    memset(ring->text + at, 0, first);
    memset(ring->text, 0, bytes - first);
    __atomic_store_n(&ring->tail, ring->tail + bytes, __ATOMIC_RELEASE);
}

uint32_t ring_pending(const struct ring *ring)
{
    uint32_t tail = __atomic_load_n(&ring->tail, __ATOMIC_ACQUIRE);

    return __atomic_load_n(&ring->head, __ATOMIC_ACQUIRE) - tail;
}
