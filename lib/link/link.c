/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Start, restarts and doorbells.
 *
 * Each life of a side has its own epochs; a session is a pair of epochs. A side's `hello` shows its
 * own epoch and the other side's epoch that it answers. When a side sees a new epoch, it resets the
 * words that it writes, then answers. When the other side has answered its own epoch, the other
 * side's words are reset, too, and the session begins. It ends when `hello` changes: one side
 * restarts, or the memory is cleared for its owner. A side that ends a session takes a new epoch.
 *
 * Before it sleeps, a side stores the number of this sleep, then checks once more for work. The
 * other side stores its work, then checks for a sleeper. On both sides a fence separates the store
 * from the load, so at least one of them sees the other's store. Each sleep gets at most one ring,
 * and only for what the sleeper asked for: a side that has free buffers need not be woken to get
 * more.
 */
#include "internal.h"

#define PAGE 4096

static uint64_t rings_bytes(const struct link_shape *shape)
{
    return sizeof(struct link_rings) +
           shape->depth * (REQUEST_WORDS + COMPLETION_WORDS) * sizeof(uint64_t);
}

static uint64_t pool_bytes(const struct link_shape *shape)
{
    return ((uint64_t)shape->depth * shape->buffer_bytes + PAGE - 1) & ~(uint64_t)(PAGE - 1);
}

static bool shape_valid(const struct link_shape *shape)
{
    return shape->depth >= 2 && shape->depth <= LINK_DEPTH &&
           (shape->depth & (shape->depth - 1)) == 0 && shape->buffer_bytes >= 64 &&
           shape->buffer_bytes <= 65536 && shape->buffer_bytes % 64 == 0;
}

/* The offset of the pools. */
static uint64_t control_bytes(const struct link_shape *shapes, uint32_t count)
{
    uint64_t bytes = 2 * sizeof(struct link_side);

    for (uint32_t i = 0; i < count; i++)
        bytes += rings_bytes(&shapes[i]);
    return (bytes + PAGE - 1) & ~(uint64_t)(PAGE - 1);
}

uint64_t link_bytes(const struct link_shape *shapes, uint32_t count)
{
    uint64_t bytes;

    if (count == 0 || count > LINK_CHANNELS)
        return 0;
    bytes = control_bytes(shapes, count);
    for (uint32_t i = 0; i < count; i++) {
        if (!shape_valid(&shapes[i]))
            return 0;
        bytes += pool_bytes(&shapes[i]);
    }
    return bytes;
}

static void open_channels(struct link *link, const struct link_config *config)
{
    uint8_t *rings = (uint8_t *)config->memory + 2 * sizeof(struct link_side);
    uint8_t *pool = (uint8_t *)config->memory + control_bytes(config->shapes, config->channels);
    struct link_slot *slots = config->slots;

    for (uint32_t i = 0; i < config->channels; i++) {
        const struct link_shape *shape = &config->shapes[i];
        struct link_channel *channel = &link->channels[i];
        struct link_rings *words = (struct link_rings *)rings;

        *channel = (struct link_channel){
            .link = link,
            .pool = pool,
            .slots = slots,
            .last = shape->depth - 1,
            .buffer_bytes = shape->buffer_bytes,
            .requests = (uint64_t *)(words + 1),
            .producer = shape->by_owner == config->owner,
            .lazy = config->lazy,
        };
        channel->completions = channel->requests + shape->depth * REQUEST_WORDS;
        channel->tail_out = channel->producer ? &words->requests.count : &words->completions.count;
        channel->tail_in = channel->producer ? &words->completions.count : &words->requests.count;
        channel_open(channel);
        rings += rings_bytes(shape);
        pool += pool_bytes(shape);
        slots += shape->depth;
    }
}

static uint32_t next_epoch(uint32_t epoch)
{
    return epoch + 1 != 0 ? epoch + 1 : 1;
}

/* Answers the other side's epoch (0: none yet). The fence makes the answer visible before the
 * ring. */
static void greet(struct link *link, uint64_t other)
{
    shared_store(&link->mine->hello, (uint64_t)link->epoch << 32 | other);
    shared_fence();
    link->ring(link->bell);
}

int link_open(struct link *link, const struct link_config *config)
{
    struct link_side *sides = config->memory;
    uint64_t bytes = link_bytes(config->shapes, config->channels);

    if (bytes == 0 || bytes > config->bytes)
        return LINK_INVALID;
    *link = (struct link){
        .mine = &sides[!config->owner],
        .theirs = &sides[config->owner],
        .state = LINK_DOWN,
        .channel_count = config->channels,
        .ring = config->ring,
        .bell = config->bell,
    };
    open_channels(link, config);
    /* Continues from the previous epoch, if it is still there. If it was cleared or forged, the
     * other side sees a restart as well. */
    link->epoch = next_epoch((uint32_t)(shared_load(&link->mine->hello) >> 32));
    greet(link, 0);
    return LINK_OK;
}

static void begin_session(struct link *link, uint64_t other)
{
    for (uint32_t i = 0; i < link->channel_count; i++)
        channel_begin(&link->channels[i]);
    link->rung = 0;
    link->expected = other << 32 | link->epoch;
    greet(link, other);
}

static void end_session(struct link *link, int32_t state)
{
    for (uint32_t i = 0; i < link->channel_count; i++)
        channel_forget(&link->channels[i]);
    link->state = state;
    link->session++;
    link->epoch = next_epoch(link->epoch); /* the other side may still use this session, and must
                                            * see its end */
    greet(link, 0);                        /* before it sees any word reset */
}

int link_violated(struct link *link)
{
    if (!link_still(link))
        return LINK_DOWN;
    end_session(link, LINK_BROKEN);
    return LINK_BROKEN;
}

void link_abandon(struct link *link)
{
    if (link->state != LINK_BROKEN)
        end_session(link, LINK_BROKEN);
}

/* A side that begins greets without an answer. */
bool link_renewed(const struct link *link)
{
    uint64_t hello;

    if (link->state != LINK_BROKEN)
        return false;
    hello = shared_load(&link->theirs->hello);
    return hello != link->expected && hello >> 32 != 0 && (uint32_t)hello == 0;
}

int link_poll(struct link *link)
{
    uint64_t hello = shared_load(&link->theirs->hello);

    shared_store(&link->mine->asleep, 0);
    if (link->state == LINK_BROKEN || (link->state == LINK_OK && hello == link->expected))
        return link->state;
    if (link->state == LINK_OK) {
        end_session(link, LINK_DOWN);
        link->heard = 0; /* not answered yet, so link_sleep() returns false */
        return LINK_RESTARTED;
    }
    link->heard = hello;
    if (hello >> 32 == 0)
        return LINK_DOWN;
    begin_session(link, hello >> 32); /* repeated until answered, since the memory may have been
                                       * cleared meanwhile */
    link->state = hello == link->expected ? LINK_OK : LINK_DOWN;
    return link->state;
}

/* The page with `hello` is cleared first. */
bool link_holds(const struct link *link)
{
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
    return link->state == LINK_OK && link_still(link);
}

void link_flush(struct link *link)
{
    bool requests = false, completions = false;
    uint64_t asleep;

    for (uint32_t i = 0; i < link->channel_count && link->state == LINK_OK; i++) {
        struct link_channel *channel = &link->channels[i];

        if (channel->published != channel->tail) {
            channel->published = channel->tail;
            shared_store(channel->tail_out, channel->tail);
            requests |= channel->producer;
            completions |= !channel->producer;
        }
    }
    if (!requests && !completions)
        return;
    shared_fence();
    asleep = shared_load(&link->theirs->asleep);
    if (asleep != 0 && asleep != link->rung && (requests || asleep & SLEEP_HUNGRY)) {
        link->rung = asleep;
        link->ring(link->bell);
    }
}

/* Whether this side waits for the other one's requests or completions on the channel. */
static bool matters(const struct link_channel *channel)
{
    return !channel->producer || !channel->lazy || channel->free > channel->last;
}

static bool is_hungry(const struct link *link)
{
    for (uint32_t i = 0; i < link->channel_count; i++)
        if (link->channels[i].producer && matters(&link->channels[i]))
            return true;
    return false;
}

static bool anything_there(const struct link *link)
{
    for (uint32_t i = 0; i < link->channel_count; i++) {
        const struct link_channel *channel = &link->channels[i];

        if (matters(channel) && shared_load(channel->tail_in) != channel->head)
            return true;
    }
    return !link_still(link);
}

bool link_sleep(struct link *link)
{
    link_flush(link);
    shared_store(&link->mine->asleep, ++link->ticket << 1 | (is_hungry(link) ? SLEEP_HUNGRY : 0));
    shared_fence();
    switch (link->state) {
    case LINK_OK:
        return !anything_there(link);
    case LINK_DOWN:
        return shared_load(&link->theirs->hello) == link->heard;
    default:
        return true;
    }
}
