/* SPDX-License-Identifier: BSD-2-Clause */
#include "hostile.h"

#include <string.h>

#include "../../lib/link/internal.h"
#include "../kernel/random.h"
#include "pair.h"
#include "wrong.h"

#define MOST_ACCESSES 32 /* of a call */

static unsigned lies;     /* one in `lies` accesses, 0 = none now */
static unsigned accesses; /* since the call began */
struct hostile_seen hostile_seen;

/* The state that a channel's callers know. */
struct known {
    bool taken[DEPTH]; /* producer: buffers that the caller has */
    bool lent[DEPTH], lost[DEPTH];
    uint64_t cookies[DEPTH];
    bool serving[DEPTH]; /* consumer: buffers that the caller has */
};
static struct known known[SIDES][CHANNELS];
static uint64_t cookie;

/* ---- Memory that lies ---- */

static uint64_t *words(void)
{
    return memory;
}

/* Up to the start of the pools, and the first buffers. */
static uint64_t *any_word(void)
{
    size_t control = 2 * sizeof(struct link_side) +
                     CHANNELS * (sizeof(struct link_rings) +
                                 DEPTH * 8 * (REQUEST_WORDS + COMPLETION_WORDS));

    return words() + below((one_in(10) ? 4096 + DEPTH * BUFFER_BYTES : control) / 8);
}

static uint64_t any_value(uint64_t old)
{
    return below(8) == 0 ? *any_word() : wrong_value(old, DEPTH, BUFFER_BYTES, below);
}

static void corrupt(uint64_t *word)
{
    *word = any_value(*word);
    hostile_seen.corruptions++;
}

static void before_access(const uint64_t *word)
{
    accesses++;
    if (lies != 0 && one_in(lies))
        corrupt(one_in(2) ? any_word() : (uint64_t *)word);
}

uint64_t shared_load(const uint64_t *word)
{
    before_access(word);
    return *word;
}

void shared_store(uint64_t *word, uint64_t value)
{
    before_access(word);
    *word = value;
}

void shared_read(uint64_t *to, const uint64_t *from, unsigned count)
{
    before_access(from);
    memcpy(to, from, count * sizeof *to);
}

void shared_write(uint64_t *to, const uint64_t *from, unsigned count)
{
    before_access(to);
    memcpy(to, from, count * sizeof *to);
}

void shared_fence(void)
{
}

/* ---- Invariants ---- */

static void check_free(const struct link_channel *channel)
{
    unsigned count = 0, listed = 0;

    for (uint32_t i = 0; i <= channel->last; i++)
        count += channel->slots[i].state == SLOT_FREE;
    for (uint32_t i = channel->free; i <= channel->last && listed <= DEPTH;
         i = channel->slots[i].next) {
        assert_int_equal(channel->slots[i].state, SLOT_FREE);
        listed++;
    }
    assert_int_equal(listed, count);
}

static void check_side(unsigned side, int was)
{
    const struct link *link = &sides[side].link;

    assert_true(accesses <= MOST_ACCESSES);
    assert_true(was != LINK_BROKEN || link->state == LINK_BROKEN);
    for (unsigned i = 0; i < CHANNELS; i++) {
        const struct link_channel *c = &link->channels[i];

        assert_ptr_equal(c->pool, sides[!side].link.channels[i].pool);
        assert_true(link->state != LINK_OK || c->seen - c->head <= DEPTH);
        assert_true(link->state != LINK_OK ||
                    (c->producer ? c->tail - c->head : c->head - c->tail) <= DEPTH);
        if (c->producer)
            check_free(c);
    }
}

/* Checks that the link's state allows the call's result. */
static int checked(const struct link *link, int result)
{
    assert_in_range(-result, 0, -LINK_INVALID);
    assert_true(result != LINK_OK || link->state == LINK_OK);
    return result;
}

/* ---- Callers ---- */

static void forget(unsigned side)
{
    for (unsigned i = 0; i < CHANNELS; i++) {
        struct known *k = &known[side][i];

        for (unsigned b = 0; b < DEPTH; b++) {
            k->lost[b] |= k->lent[b];
            k->lent[b] = k->serving[b] = false;
        }
    }
}

static void open_side(unsigned side)
{
    unsigned liar = lies;

    lies = 0; /* the owner clears its memory, and asserts that */
    pair_open(side);
    lies = liar;
    memset(known[side], 0, sizeof known[side]);
}

static void poll(unsigned side)
{
    struct link *link = &sides[side].link;
    int was = link->state, result = link_poll(link);

    assert_int_not_equal(result, LINK_EMPTY);
    assert_int_not_equal(result, LINK_INVALID);
    if (result == LINK_RESTARTED) {
        assert_int_equal(was, LINK_OK);
        forget(side);
    }
}

static uint32_t any_true(const bool *flags)
{
    uint32_t first = (uint32_t)below(DEPTH);

    for (uint32_t i = first; i < first + DEPTH; i++)
        if (flags[i % DEPTH])
            return i % DEPTH;
    return first; /* it is wrong then, and the link must refuse it */
}

static void submit(struct link_channel *channel, struct known *k)
{
    struct link_request request = {.buffer = any_true(k->taken),
                                   .length = (uint32_t)below(BUFFER_BYTES + 2)};
    bool mine = k->taken[request.buffer] && request.length <= BUFFER_BYTES;
    int result = checked(channel->link, link_submit(channel, &request, ++cookie));

    assert_int_equal(result == LINK_INVALID, !mine);
    if (result == LINK_OK) {
        k->taken[request.buffer] = false;
        k->lent[request.buffer] = true;
        k->cookies[request.buffer] = cookie;
    }
}

static void reap(struct link_channel *channel, struct known *k)
{
    struct link_done done;

    if (checked(channel->link, link_reap(channel, &done)) == LINK_OK) {
        assert_in_range(done.buffer, 0, DEPTH - 1);
        assert_true(k->lent[done.buffer]);
        assert_int_equal(done.cookie, k->cookies[done.buffer]);
        assert_in_range(done.length, 0, BUFFER_BYTES);
        k->lent[done.buffer] = false;
        k->taken[done.buffer] = true;
    }
}

static void reclaim(struct link_channel *channel, struct known *k)
{
    struct link_done lost;

    if (link_reclaim(channel, &lost) == LINK_OK) {
        assert_true(k->lost[lost.buffer]);
        assert_int_equal(lost.cookie, k->cookies[lost.buffer]);
        k->lost[lost.buffer] = false;
        k->taken[lost.buffer] = true;
    }
}

static void take(struct link_channel *channel, struct known *k)
{
    int taken = link_take(channel);

    if (taken >= 0) {
        assert_in_range(taken, 0, DEPTH - 1);
        assert_false(k->taken[taken] || k->lent[taken] || k->lost[taken]);
        k->taken[taken] = true;
    }
}

static void give(struct link_channel *channel, struct known *k)
{
    uint32_t buffer = any_true(k->taken);

    assert_int_equal(link_give(channel, buffer), k->taken[buffer] ? LINK_OK : LINK_INVALID);
    k->taken[buffer] = false;
}

static void produce(struct link_channel *channel, struct known *k)
{
    static void (*const acts[])(struct link_channel *,
                                struct known *) = {take, submit, submit, reap, reap, reclaim, give};

    acts[below(sizeof acts / sizeof *acts)](channel, k);
}

static void consume(struct link_channel *channel, struct known *k)
{
    const struct link_request *request;
    uint32_t buffer = any_true(k->serving);
    int result;

    if (one_in(2)) {
        if (checked(channel->link, link_next(channel, &request)) == LINK_OK) {
            assert_in_range(request->buffer, 0, DEPTH - 1);
            assert_in_range(request->length, 0, BUFFER_BYTES);
            assert_false(k->serving[request->buffer]);
            k->serving[request->buffer] = true;
            hostile_seen.useful++;
        }
        return;
    }
    result = checked(channel->link,
                     link_complete(channel, buffer, 0, (uint32_t)below(BUFFER_BYTES + 1)));
    if (result == LINK_OK) {
        assert_true(k->serving[buffer]);
        k->serving[buffer] = false;
    }
}

static void step(unsigned side)
{
    struct link *link = &sides[side].link;
    unsigned i = (unsigned)below(CHANNELS);
    struct link_channel *channel = &link->channels[i];
    int was = link->state;

    accesses = 0;
    switch (below(was == LINK_DOWN ? 2 : 8)) {
    case 0:
        poll(side);
        break;
    case 1:
        link_flush(link);
        break;
    case 2:
        link_sleep(link);
        break;
    default:
        if (channel->producer)
            produce(channel, &known[side][i]);
        else
            consume(channel, &known[side][i]);
    }
    check_side(side, was);
    if (was == LINK_OK && link->state == LINK_BROKEN) {
        forget(side);
        hostile_seen.refused++;
    }
}

void hostile_seed(void)
{
    random_seed();
}

void hostile_begin(void)
{
    pair_setup(NULL);
    lies = 0;
    cookie = 0;
    open_side(OWNER);
    open_side(PEER);
    pair_shake_hands();
}

void hostile_step(const uint8_t *record, unsigned liar)
{
    if (record != NULL)
        random_from(record, HOSTILE_BYTES);
    unsigned side = (unsigned)below(SIDES);

    lies = liar;
    if (lies != 0 && one_in(10))
        corrupt(any_word());
    if (one_in(sides[side].link.state == LINK_BROKEN ? 4 : 200))
        open_side(side);
    step(side);
}

void hostile_end(void)
{
    pair_teardown(NULL);
}
