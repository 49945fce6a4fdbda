/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two sides of a channel. Each request lends a buffer, so at most `depth` requests are
 * submitted and not yet reaped. So neither ring can overflow, and no side needs to know how far the
 * other has read.
 */
#include <stddef.h>

#include "internal.h"

_Static_assert(sizeof(struct link_request) == REQUEST_WORDS * sizeof(uint64_t), "as in the link");

void channel_open(struct link_channel *channel)
{
    for (uint32_t i = 0; i <= channel->last; i++)
        channel->slots[i] = (struct link_slot){.state = SLOT_FREE, .next = i + 1};
}

void channel_begin(struct link_channel *channel)
{
    channel->head = channel->seen = channel->tail = channel->published = 0;
    shared_store(channel->tail_out, 0);
}

void channel_forget(struct link_channel *channel)
{
    channel->seen = channel->head;
    for (uint32_t i = 0; i <= channel->last; i++) {
        struct link_slot *slot = &channel->slots[i];

        slot->order -= (int64_t)channel->tail; /* before all requests of later sessions */
        if (slot->state == SLOT_LENT)
            slot->state = channel->producer ? SLOT_UNFINISHED : SLOT_FREE;
    }
}

/* The slot of the caller's buffer; NULL: it is not in that state. */
static struct link_slot *slot_in(const struct link_channel *channel, uint32_t buffer,
                                 enum slot_state state)
{
    return buffer <= channel->last && channel->slots[buffer].state == state
               ? &channel->slots[buffer]
               : NULL;
}

/* Whether more has arrived since the last check. */
static int look(struct link_channel *channel)
{
    uint64_t tail, most;

    if (channel->link->state != LINK_OK)
        return channel->link->state;
    tail = shared_load(channel->tail_in);
    if (tail == channel->head)
        return LINK_EMPTY;
    /* Completions: at most the submitted requests; requests: at most the buffers not in use
     * here. */
    most = channel->producer ? channel->tail - channel->head
                             : channel->last + 1 - (channel->head - channel->tail);
    if (tail - channel->head > most)
        return link_violated(channel->link);
    channel->seen = tail;
    return LINK_OK;
}

static inline uint64_t *entry(const struct link_channel *channel, uint64_t *ring, uint64_t at,
                              unsigned words)
{
    return ring + (at & channel->last) * words;
}

int link_take(struct link_channel *channel)
{
    uint32_t buffer = channel->free;

    if (buffer > channel->last)
        return LINK_EMPTY;
    channel->free = channel->slots[buffer].next;
    channel->slots[buffer].state = SLOT_TAKEN;
    return (int)buffer;
}

int link_give(struct link_channel *channel, uint32_t buffer)
{
    struct link_slot *slot = slot_in(channel, buffer, SLOT_TAKEN);

    if (slot == NULL)
        return LINK_INVALID;
    slot->state = SLOT_FREE;
    slot->next = channel->free;
    channel->free = buffer;
    return LINK_OK;
}

int link_submit(struct link_channel *channel, const struct link_request *request, uint64_t cookie)
{
    struct link_slot *slot = slot_in(channel, request->buffer, SLOT_TAKEN);

    if (slot == NULL || request->length > channel->buffer_bytes)
        return LINK_INVALID;
    if (channel->link->state != LINK_OK)
        return channel->link->state;
    slot->cookie = cookie;
    slot->order = (int64_t)channel->tail;
    slot->state = SLOT_LENT;
    shared_write(entry(channel, channel->requests, channel->tail++, REQUEST_WORDS),
                 (const uint64_t *)request, REQUEST_WORDS);
    return LINK_OK;
}

/* A separate function, so that link_reap() needs no stack frame. The same holds for link_next(). */
static __attribute__((noinline)) int look_and_reap(struct link_channel *channel,
                                                   struct link_done *done)
{
    int result = look(channel);

    return result == LINK_OK ? link_reap(channel, done) : result;
}

int link_reap(struct link_channel *channel, struct link_done *done)
{
    uint64_t words[COMPLETION_WORDS];
    struct link_slot *slot;

    if (channel->head == channel->seen) /* also true between sessions */
        return look_and_reap(channel, done);
    shared_read(words, entry(channel, channel->completions, channel->head, COMPLETION_WORDS),
                COMPLETION_WORDS);
    slot = slot_in(channel, (uint32_t)words[0], SLOT_LENT);
    if (slot == NULL || words[1] > channel->buffer_bytes)
        return link_violated(channel->link);
    if (!link_still(channel->link))
        return LINK_DOWN;
    channel->head++;
    slot->state = SLOT_TAKEN;
    *done = (struct link_done){slot->cookie, (uint32_t)words[0], (uint32_t)words[1],
                               (int32_t)(words[0] >> 32)};
    return LINK_OK;
}

int link_reclaim(struct link_channel *channel, struct link_done *lost)
{
    uint32_t oldest = LINK_DEPTH;

    for (uint32_t i = 0; i <= channel->last; i++) {
        const struct link_slot *slot = &channel->slots[i];

        if (slot->state == SLOT_UNFINISHED &&
            (oldest == LINK_DEPTH || slot->order < channel->slots[oldest].order))
            oldest = i;
    }
    if (oldest == LINK_DEPTH)
        return LINK_EMPTY;
    channel->slots[oldest].state = SLOT_TAKEN;
    *lost = (struct link_done){.cookie = channel->slots[oldest].cookie, .buffer = oldest};
    return LINK_OK;
}

static __attribute__((noinline)) int look_and_take(struct link_channel *channel,
                                                   const struct link_request **request)
{
    int result = look(channel);

    return result == LINK_OK ? link_next(channel, request) : result;
}

int link_next(struct link_channel *channel, const struct link_request **request)
{
    uint64_t words[REQUEST_WORDS];
    struct link_slot *slot;

    if (channel->head == channel->seen)
        return look_and_take(channel, request);
    shared_read(words, entry(channel, channel->requests, channel->head, REQUEST_WORDS),
                REQUEST_WORDS);
    slot = slot_in(channel, (uint32_t)words[0], SLOT_FREE); /* the low half is `buffer` */
    if (slot == NULL || words[0] >> 32 > channel->buffer_bytes)
        return link_violated(channel->link);
    if (!link_still(channel->link))
        return LINK_DOWN;
    channel->head++;
#pragma GCC unroll 4
    for (unsigned i = 0; i < REQUEST_WORDS; i++)
        ((uint64_t *)&slot->request)[i] = words[i];
    slot->state = SLOT_LENT;
    *request = &slot->request;
    return LINK_OK;
}

int link_complete(struct link_channel *channel, uint32_t buffer, int32_t status, uint32_t length)
{
    struct link_slot *slot = slot_in(channel, buffer, SLOT_LENT);
    const uint64_t words[COMPLETION_WORDS] = {(uint64_t)(uint32_t)status << 32 | buffer, length};

    if (slot == NULL || length > channel->buffer_bytes) /* between sessions no slot is lent */
        return channel->link->state != LINK_OK ? channel->link->state : LINK_INVALID;
    slot->state = SLOT_FREE;
    shared_write(entry(channel, channel->completions, channel->tail++, COMPLETION_WORDS), words,
                 COMPLETION_WORDS);
    return LINK_OK;
}
