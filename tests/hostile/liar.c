/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A side of a link that does what it should, and between that lies in each field of each structure that it shares: of
 * itself, of the other side, of rings and buffers. When its victim has ended the link, it begins anew, until it has
 * lied often enough. Arguments: `disk` or `net`: what goes over the link, `user` or `server`: whether it owns that;
 * `seed=N`; `from=N`, `count=N`: blocks that it
 * may write. What it calls counts.
 */
#include <block.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <ether.h>
#include <link/link.h>
#include <text/text.h>

#include "../../lib/link/shared.h"
#include "../components/check.h"
#include "random.h"
#include "tally.h"

#define LIES        100000
#define LIES_EACH   200  /* in one life, at most */
#define PATIENCE_US 300 /* for the victim to answer; it is more urgent */
#define TELL_EVERY  500 /* lives */
#define OPEN_US     1000000
#define NUMBER_MOST (1ull << 40)
#define WORD_BLOCK  2 /* of a request */

static const struct link_shape disk_shape = { BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true };
static const struct link_shape net_shapes[ETHER_CHANNELS] = {
    [ETHER_SEND] = { ETHER_DEPTH, ETHER_BUFFER_BYTES, true },
    [ETHER_RECEIVE] = { ETHER_DEPTH, ETHER_BUFFER_BYTES, false },
};

static struct link link;
static struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
static struct random numbers;
static bool is_disk, is_user;
static uint64_t seed = 1, from, count = 1000, lies;

static uint64_t below(uint64_t limit)
{
    return random_next(&numbers) % limit;
}

static void ring(void *bell)
{
    (void)bell;
    cos_signal(COS_SLOT_SIGNAL);
}

/* ---- Lies ---- */

static uint64_t any_value(uint64_t old)
{
    switch (below(8)) {
    case 0:
        return old + 1;
    case 1:
        return old - 1;
    case 2:
        return below(2 * ETHER_DEPTH);
    case 3:
        return old ^ 1ull << below(64);
    case 4:
        return below(2 * ETHER_DEPTH) | below(2 * BLOCK_BUFFER_BYTES) << 32;
    case 5:
        return below(2) ? 0 : UINT64_MAX;
    case 6:
        return old ^ 1ull << (32 + below(16));
    default:
        return random_next(&numbers);
    }
}

/* A disk's other users must find what is theirs. */
static uint64_t any_block(void)
{
    return below(2) ? from + below(count) : random_next(&numbers) | 1ull << 40;
}

/* In a request or completion that comes next, is on its way, or any. Behind the first word of a request is what the library
 * leaves to its callers. */
static void lie_in_rings(struct link_channel *channel, bool request, unsigned first)
{
    unsigned words = request ? REQUEST_WORDS : COMPLETION_WORDS;
    unsigned word = first + (unsigned)below(words - first);
    uint64_t at = below(4) ? (channel->producer == request ? channel->tail : channel->head) - below(4) : below(256);
    uint64_t *entry = (request ? channel->requests : channel->completions) + (at & channel->last) * words + word;

    *(volatile uint64_t *)entry = is_disk && is_user && request && word == WORD_BLOCK ? any_block() : any_value(*entry);
}

static void lie(void)
{
    struct link_channel *channel = &link.channels[below(link.channel_count)];
    uint64_t *fields[] = { &link.mine->hello, &link.mine->asleep,  &link.theirs->hello, &link.theirs->asleep,
                           channel->tail_out, channel->tail_in,    &link.mine->unused[below(6)],
                           (uint64_t *)channel->pool + below(channel->buffer_bytes / sizeof(uint64_t)) };
    uint64_t *field = fields[below(sizeof fields / sizeof *fields)];

    switch (below(16)) { /* most of what the library finds ends the session */
    case 0:
    case 1:
        *(volatile uint64_t *)field = any_value(*field);
        break;
    case 2:
        lie_in_rings(channel, below(2), 0);
        break;
    default:
        lie_in_rings(channel, true, 1);
    }
    lies++;
    ring(NULL);
}

/* ---- What it should do ---- */

static void fill(struct link_request *request, void *buffer)
{
    if (is_disk) {
        request->kind = (uint32_t)below(4);
        request->block = from + below(count);
        request->length = BLOCK_SECTOR;
    } else {
        request->kind = below(8) == 0 ? ETHER_INFO : ETHER_FRAME;
        request->length = (uint32_t)(ETHER_HEADER + below(1500));
        for (unsigned i = 0; i < 8; i++) {
            ((uint64_t *)buffer)[i] = below(4) ? UINT64_MAX : random_next(&numbers);
        }
    }
}

static void produce(struct link_channel *channel)
{
    struct link_done done;
    int buffer = link_take(channel);
    struct link_request request = { .buffer = (uint32_t)buffer };

    if (buffer >= 0) {
        fill(&request, link_buffer(channel, request.buffer));
        link_submit(channel, &request, 0);
    }
    while (link_reap(channel, &done) == LINK_OK || link_reclaim(channel, &done) == LINK_OK) {
        link_give(channel, done.buffer);
    }
}

static uint32_t answer(const struct link_request *request, void *buffer)
{
    const struct block_info info = { .sectors = count };

    if (!is_disk) {
        return 0;
    }
    if (request->kind == BLOCK_INFO) {
        memcpy(buffer, &info, sizeof info);
        return sizeof info;
    }
    return request->kind == BLOCK_READ ? request->length : 0;
}

static void consume(struct link_channel *channel)
{
    const struct link_request *request;

    while (link_next(channel, &request) == LINK_OK) {
        int32_t status = below(8) ? 0 : -(int32_t)below(40);

        link_complete(channel, request->buffer, status,
                      status == 0 ? answer(request, link_buffer(channel, request->buffer)) : 0);
    }
}

static void behave(void)
{
    for (unsigned i = 0; i < link.channel_count; i++) {
        if (link.channels[i].producer) {
            produce(&link.channels[i]);
        } else {
            consume(&link.channels[i]);
        }
    }
}

/* ---- Lives ---- */

static bool comes_up(uint64_t patience_us)
{
    uint64_t deadline = cos_tsc() + cos_ticks(patience_us), events;

    while (link_poll(&link) != LINK_OK && link.state != LINK_BROKEN && cos_tsc() < deadline) {
        if (link_sleep(&link)) {
            cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
        }
    }
    return link.state == LINK_OK;
}

/* No entry of a ring that has not been used yet names a block of another user's. */
static void prepare(void)
{
    struct link_channel *channel = &link.channels[0];

    for (unsigned i = 0; is_disk && is_user && i <= channel->last; i++) {
        channel->requests[i * REQUEST_WORDS + WORD_BLOCK] = from;
    }
}

/* Until the victim has had enough of it. */
static void live(const struct link_config *config)
{
    link_open(&link, config);
    prepare();
    for (bool up = comes_up(OPEN_US); up && lies < LIES_EACH; up = comes_up(PATIENCE_US)) {
        behave();
        link_flush(&link);
        lie();
    }
    cos_call(COS_SLOT_CALL, TALLY_ADD, lies, 0, 0);
    cos_reboot();
}

/* Whether the victim, which has been told nothing but lies before, answers a user. */
static bool is_answered(void)
{
    struct link_channel *channel = &link.channels[0];
    struct link_request request = { .kind = is_disk ? (uint32_t)BLOCK_INFO : (uint32_t)ETHER_INFO };
    struct link_done done;

    request.buffer = (uint32_t)link_take(channel);
    if (link_submit(channel, &request, 7) != LINK_OK) {
        return false;
    }
    link_flush(&link);
    cos_sleep(PATIENCE_US);
    return link_poll(&link) == LINK_OK && link_reap(channel, &done) == LINK_OK && done.cookie == 7 && done.status == 0;
}

static bool read_word(struct text word)
{
    struct text value;

    is_disk = is_disk || text_is(word, "disk");
    is_user = is_user || text_is(word, "user");
    return text_is(word, "disk") || text_is(word, "net") || text_is(word, "user") || text_is(word, "server") ||
           (text_starts(word, "seed=", &value) && text_number(value, 10, NUMBER_MOST, &seed)) ||
           (text_starts(word, "from=", &value) && text_number(value, 10, NUMBER_MOST, &from)) ||
           (text_starts(word, "count=", &value) && text_number(value, 10, NUMBER_MOST, &count));
}

static bool read_arguments(const struct cos_start *start)
{
    for (uint32_t i = 0; i < start->blob_count; i++) {
        const char *at = (const char *)start->blobs[i].address;
        struct text rest = { at, at + start->blobs[i].bytes }, word;

        while (strcmp(start->blobs[i].name, "args") == 0 && text_word(&rest, &word)) {
            if (!read_word(word)) {
                cos_print("'%.*s' is wrong\n", (int)(word.end - word.at), word.at);
                return false;
            }
        }
    }
    return true;
}

int main(const struct cos_start *start)
{
    struct cos_result life;
    struct link_config config = { .memory = (void *)start->links[0].address, .bytes = start->links[0].bytes,
                                  .owner = start->links[0].owner == start->id, .slots = slots, .ring = ring };

    if (!read_arguments(start)) {
        return 1;
    }
    config.channels = is_disk ? 1 : ETHER_CHANNELS;
    config.shapes = is_disk ? &disk_shape : net_shapes;
    life = cos_call(COS_SLOT_CALL, TALLY_BEGIN, 0, 0, 0);
    numbers.state = seed << 32 | (uint64_t)life.value;
    if (life.value % TELL_EVERY == 0) {
        cos_print("%lu lies\n", (unsigned long)life.extra);
    }
    if (life.extra < LIES) {
        live(&config);
    }
    cos_print("%lu lies in %ld lives, seed %lu\n", (unsigned long)life.extra, (long)life.value - 1, (unsigned long)seed);
    if (is_user) {
        link_open(&link, &config);
        check(comes_up(OPEN_US) && is_answered(), "who has told %lu lies is answered all the same", (unsigned long)life.extra);
    }
    return check_done();
}
