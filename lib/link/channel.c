/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two sides of a channel. At most `depth` requests are submitted and not yet reaped, since each lends a buffer; so
 * neither ring can overflow, and a side need not know how far the other has read.
 */
#include <stddef.h>

#include "internal.h"

_Static_assert(sizeof(struct link_request) == REQUEST_WORDS * sizeof(uint64_t), "as in the link");

void channel_open(struct link_channel *channel)
{
    for (uint32_t i = 0; i < channel->depth; i++) {
        channel->slots[i] = (struct link_slot){ .state = SLOT_FREE, .next = i + 1 };
    }
}

void channel_begin(struct link_channel *channel)
{
    channel->head = channel->seen = channel->tail = channel->published = 0;
    shared_store(channel->tail_out, 0);
}

void channel_forget(struct link_channel *channel)
{
    for (uint32_t i = 0; i < channel->depth; i++) {
        if (channel->slots[i].state == SLOT_LENT) {
            channel->slots[i].state = channel->producer ? SLOT_UNFINISHED : SLOT_FREE;
        }
    }
}

/* The slot of a buffer that somebody names, if it is in that state. */
static struct link_slot *slot_in(const struct link_channel *channel, uint32_t buffer, enum slot_state state)
{
    return buffer < channel->depth && channel->slots[buffer].state == state ? &channel->slots[buffer] : NULL;
}

/* Is there an entry at `head` of the ring we read? */
static int arrived(struct link_channel *channel)
{
    uint64_t tail, most;

    if (channel->link->state != LINK_OK) {
        return channel->link->state;
    }
    if (channel->head != channel->seen) {
        return LINK_OK;
    }
    tail = shared_load(channel->tail_in);
    if (tail == channel->head) {
        return LINK_EMPTY;
    }
    /* Completions: of what was submitted; requests: as many as were not completed. */
    most = channel->producer ? channel->tail - channel->head : channel->depth - (channel->head - channel->tail);
    if (tail - channel->head > most) {
        return link_violated(channel->link);
    }
    channel->seen = tail;
    return LINK_OK;
}

int link_take(struct link_channel *channel)
{
    uint32_t buffer = channel->free;

    if (buffer == channel->depth) {
        return LINK_EMPTY;
    }
    channel->free = channel->slots[buffer].next;
    channel->slots[buffer].state = SLOT_TAKEN;
    return (int)buffer;
}

int link_give(struct link_channel *channel, uint32_t buffer)
{
    struct link_slot *slot = slot_in(channel, buffer, SLOT_TAKEN);

    if (slot == NULL) {
        return LINK_INVALID;
    }
    slot->state = SLOT_FREE;
    slot->next = channel->free;
    channel->free = buffer;
    return LINK_OK;
}

int link_submit(struct link_channel *channel, const struct link_request *request, uint64_t cookie)
{
    struct link_slot *slot = slot_in(channel, request->buffer, SLOT_TAKEN);

    if (slot == NULL || request->length > channel->buffer_bytes) {
        return LINK_INVALID;
    }
    if (channel->link->state != LINK_OK) {
        return channel->link->state;
    }
    slot->request = *request;
    slot->cookie = cookie;
    slot->order = channel->submitted++;
    slot->state = SLOT_LENT;
    shared_write(channel->requests + (channel->tail++ & (channel->depth - 1)) * REQUEST_WORDS,
                 (const uint64_t *)&slot->request, REQUEST_WORDS);
    return LINK_OK;
}

int link_reap(struct link_channel *channel, struct link_done *done)
{
    uint64_t words[COMPLETION_WORDS];
    struct link_slot *slot;
    int result = arrived(channel);

    if (result != LINK_OK) {
        return result;
    }
    shared_read(words, channel->completions + (channel->head & (channel->depth - 1)) * COMPLETION_WORDS, COMPLETION_WORDS);
    slot = slot_in(channel, (uint32_t)words[0], SLOT_LENT);
    if (slot == NULL || words[1] > channel->buffer_bytes) {
        return link_violated(channel->link);
    }
    if (!link_still(channel->link)) {
        return LINK_DOWN;
    }
    channel->head++;
    slot->state = SLOT_TAKEN;
    *done = (struct link_done){ slot->cookie, (uint32_t)words[0], (uint32_t)words[1], (int32_t)(words[0] >> 32) };
    return LINK_OK;
}

const struct link_request *link_reclaim(struct link_channel *channel, uint64_t *cookie)
{
    struct link_slot *oldest = NULL;

    for (uint32_t i = 0; i < channel->depth; i++) {
        struct link_slot *slot = &channel->slots[i];

        if (slot->state == SLOT_UNFINISHED && (oldest == NULL || slot->order < oldest->order)) {
            oldest = slot;
        }
    }
    if (oldest == NULL) {
        return NULL;
    }
    oldest->state = SLOT_TAKEN;
    *cookie = oldest->cookie;
    return &oldest->request;
}

int link_next(struct link_channel *channel, const struct link_request **request)
{
    struct link_request copy;
    struct link_slot *slot;
    int result = arrived(channel);

    if (result != LINK_OK) {
        return result;
    }
    shared_read((uint64_t *)&copy, channel->requests + (channel->head & (channel->depth - 1)) * REQUEST_WORDS, REQUEST_WORDS);
    slot = slot_in(channel, copy.buffer, SLOT_FREE);
    if (slot == NULL || copy.length > channel->buffer_bytes) {
        return link_violated(channel->link);
    }
    if (!link_still(channel->link)) {
        return LINK_DOWN;
    }
    channel->head++;
    slot->request = copy;
    slot->state = SLOT_LENT;
    *request = &slot->request;
    return LINK_OK;
}

int link_complete(struct link_channel *channel, uint32_t buffer, int32_t status, uint32_t length)
{
    struct link_slot *slot = slot_in(channel, buffer, SLOT_LENT);
    const uint64_t words[COMPLETION_WORDS] = { (uint64_t)(uint32_t)status << 32 | buffer, length };

    if (channel->link->state != LINK_OK) {
        return channel->link->state;
    }
    if (slot == NULL || length > channel->buffer_bytes) {
        return LINK_INVALID;
    }
    slot->state = SLOT_FREE;
    shared_write(channel->completions + (channel->tail++ & (channel->depth - 1)) * COMPLETION_WORDS, words, COMPLETION_WORDS);
    return LINK_OK;
}
