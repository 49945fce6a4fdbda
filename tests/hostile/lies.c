/* SPDX-License-Identifier: BSD-2-Clause */
#include "lies.h"

#include <block.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <ether.h>

#include "../../lib/link/shared.h"
#include "../link/wrong.h"
#include "../netswitch/frames.h"
#include "random.h"

#define WORD_BLOCK 2 /* of a request */

static const struct link_shape disk_shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};
static const struct link_shape net_shapes[ETHER_CHANNELS] = {
    [ETHER_SEND] = {ETHER_DEPTH, ETHER_BUFFER_BYTES, true},
    [ETHER_RECEIVE] = {ETHER_DEPTH, ETHER_BUFFER_BYTES, false},
};

struct link link;
bool is_disk, is_user, is_honest;
uint64_t from, count = 1000, lies, served;

static struct link_slot slots[ETHER_CHANNELS * ETHER_DEPTH];
static struct link_config config;
static struct random numbers;

static uint64_t below(uint64_t limit)
{
    return random_next(&numbers) % limit;
}

static void ring(void *bell)
{
    (void)bell;
    cos_signal(COS_SLOT_SIGNAL);
}

void lies_begin(const struct cos_start *start, uint64_t seed)
{
    numbers.state = seed;
    config = (struct link_config){.memory = (void *)start->links[0].address,
                                  .bytes = start->links[0].bytes,
                                  .owner = start->links[0].owner == start->id,
                                  .slots = slots,
                                  .ring = ring,
                                  .channels = is_disk ? 1 : ETHER_CHANNELS,
                                  .shapes = is_disk ? &disk_shape : net_shapes};
}

/* No entry of a ring that has not been used yet names a block of another user's. */
void lies_open(void)
{
    struct link_channel *channel = &link.channels[0];

    link_open(&link, &config);
    for (unsigned i = 0; is_disk && is_user && i <= channel->last; i++)
        channel->requests[i * REQUEST_WORDS + WORD_BLOCK] = from;
}

/* ---- Lies ---- */

static uint64_t any_value(uint64_t old)
{
    return below(8) == 0 ? old ^ 1ull << (32 + below(16))
                         : wrong_value(old, ETHER_DEPTH, BLOCK_BUFFER_BYTES, below);
}

/* A disk's other users must find what is theirs. */
static uint64_t any_block(void)
{
    return below(2) ? from + below(count) : random_next(&numbers) | 1ull << 40;
}

/* In a request or completion that comes next, is on its way, or any. Behind the first word of a
 * request is what the library leaves to its callers. */
static void lie_in_rings(struct link_channel *channel, bool request, unsigned first)
{
    unsigned words = request ? REQUEST_WORDS : COMPLETION_WORDS;
    unsigned word = first + (unsigned)below(words - first);
    uint64_t at = below(4)
                      ? (channel->producer == request ? channel->tail : channel->head) - below(4)
                      : below(256);
    uint64_t *entry = (request ? channel->requests : channel->completions) +
                      (at & channel->last) * words + word;

    *(volatile uint64_t *)entry = is_disk && is_user && request && word == WORD_BLOCK
                                      ? any_block()
                                      : any_value(*entry);
}

void lie(void)
{
    struct link_channel *channel = &link.channels[below(link.channel_count)];
    uint64_t *fields[] = {&link.mine->hello,
                          &link.mine->asleep,
                          &link.theirs->hello,
                          &link.theirs->asleep,
                          channel->tail_out,
                          channel->tail_in,
                          &link.mine->unused[below(6)],
                          (uint64_t *)channel->pool +
                              below(channel->buffer_bytes / sizeof(uint64_t))};
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
        for (unsigned i = 0; i < 8; i++)
            ((uint64_t *)buffer)[i] = below(4) ? UINT64_MAX : random_next(&numbers);
    }
}

static void produce(struct link_channel *channel)
{
    struct link_done done;
    int buffer = link_take(channel);
    struct link_request request = {.buffer = (uint32_t)buffer};

    if (buffer >= 0 && is_honest) {
        link_give(channel, request.buffer);
    } else if (buffer >= 0) {
        fill(&request, link_buffer(channel, request.buffer));
        link_submit(channel, &request, 0);
    }
    while (link_reap(channel, &done) == LINK_OK || link_reclaim(channel, &done) == LINK_OK)
        link_give(channel, done.buffer);
}

static uint32_t answer_disk(const struct link_request *request, void *buffer)
{
    static const char text[] = LIES_HONEST "\n";
    const struct block_info info = {.sectors = count};

    if (request->kind == BLOCK_INFO) {
        memcpy(buffer, &info, sizeof info);
        return sizeof info;
    }
    if (request->kind == BLOCK_READ && is_honest) {
        memset(buffer, 0, request->length);
        memcpy(buffer, text, sizeof text);
    }
    return request->kind == BLOCK_READ ? request->length : 0;
}

/* Answers each ARP request with the liar's own address. */
static void answer_net(const struct link_request *request, const void *frame)
{
    struct link_channel *out = &link.channels[ETHER_RECEIVE];
    static struct sample asked, reply;
    struct link_request sent = {.kind = ETHER_FRAME, .length = 42};
    int buffer;

    memcpy(asked.bytes, frame, 42);
    if (!is_honest || request->length < 42 || sample_get(asked.bytes + 12, 2) != 0x0806 ||
        sample_get(asked.bytes + 20, 2) != 1 || (buffer = link_take(out)) < 0)
        return;
    sample_arp(&reply, sample_get(asked.bytes + 6, 6), LIES_ADDRESS, 2,
               (uint32_t)sample_get(asked.bytes + 38, 4),
               (uint32_t)sample_get(asked.bytes + 28, 4));
    sample_put(&reply, 32, sample_get(asked.bytes + 22, 6), 6);
    sent.buffer = (uint32_t)buffer;
    memcpy(link_buffer(out, sent.buffer), reply.bytes, sent.length);
    link_submit(out, &sent, 0);
}

static void consume(struct link_channel *channel)
{
    const struct link_request *request;

    while (link_next(channel, &request) == LINK_OK) {
        int32_t status = is_honest || served == 0 || below(8) ? 0 : -(int32_t)below(40);
        void *buffer = link_buffer(channel, request->buffer);
        uint32_t bytes = status == 0 && is_disk ? answer_disk(request, buffer) : 0;

        if (!is_disk && !is_user)
            answer_net(request, buffer);
        link_complete(channel, request->buffer, status, bytes);
        served++;
    }
}

void behave(void)
{
    for (unsigned i = 0; i < link.channel_count; i++)
        if (link.channels[i].producer)
            produce(&link.channels[i]);
        else
            consume(&link.channels[i]);
}
