/* SPDX-License-Identifier: BSD-2-Clause */
#include "client.h"

#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

#define PATIENCE_US 20000000
#define MOST        2048 /* requests of a run */

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};

static void ring(void *bell)
{
    cos_signal((uint64_t)bell);
}

static struct link_channel *channel_of(struct client *client)
{
    return &client->link.channels[0];
}

void client_open(struct client *client, const struct cos_start *start, unsigned number)
{
    const struct link_config config = {.memory = (void *)start->links[number].address,
                                       .bytes = start->links[number].bytes,
                                       .owner = true,
                                       .channels = 1,
                                       .shapes = &shape,
                                       .slots = client->slots,
                                       .ring = ring,
                                       .bell = (void *)(uint64_t)(COS_SLOT_SIGNAL + number)};

    link_open(&client->link, &config);
}

static void submit(struct client *client, const struct link_request *request, uint64_t cookie)
{
    struct link_request *submitted = &client->submitted[request->buffer];

    *submitted = *request;
    submitted->argument = client->payer;
    link_submit(channel_of(client), submitted, cookie);
}

/* Returns whether the link can be used; submits requests without completion again. */
static bool is_there(struct client *client)
{
    struct link_done lost;
    int state;

    while ((state = link_poll(&client->link)) == LINK_RESTARTED)
        client->restarts++;
    while (state == LINK_OK && link_reclaim(channel_of(client), &lost) == LINK_OK)
        link_submit(channel_of(client), &client->submitted[lost.buffer], lost.cookie);
    return state == LINK_OK;
}

static void wait_for(struct client *client, uint64_t deadline)
{
    uint64_t events;

    if (link_sleep(&client->link) && cos_wait(COS_SLOT_ENDPOINT, deadline, &events) == 0)
        client->events |= events;
}

/* ---- One request ---- */

int64_t client_request(struct client *client, enum block_kind kind, uint64_t block, uint32_t length,
                       void *data)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    struct link_channel *channel = channel_of(client);
    struct link_request request = {.kind = kind, .block = block, .length = length};
    struct link_done done;
    bool asked = false;

    for (; cos_tsc() < deadline; wait_for(client, deadline)) {
        if (!is_there(client))
            continue;
        if (!asked) {
            asked = true;
            request.buffer = (uint32_t)link_take(channel);
            memcpy(link_buffer(channel, request.buffer), data, kind == BLOCK_WRITE ? length : 0);
            submit(client, &request, 0);
        }
        if (link_reap(channel, &done) == LINK_OK) {
            memcpy(data, link_buffer(channel, done.buffer), done.length);
            link_give(channel, done.buffer);
            return done.status;
        }
    }
    return -COS_ETIMEDOUT;
}

/* ---- Many requests ---- */

static uint64_t word_of(const struct client *client, unsigned block, unsigned index)
{
    return client->generation << 32 | block << 16 | index;
}

static bool is_filled(const struct client *client, unsigned block, const uint64_t *words)
{
    for (unsigned i = 0; i < BLOCK_BUFFER_BYTES / sizeof *words; i++)
        if (words[i] != word_of(client, block, i))
            return false;
    return true;
}

static void make(struct client *client, enum block_kind kind, unsigned number, unsigned block,
                 uint32_t buffer)
{
    uint64_t *words = link_buffer(channel_of(client), buffer);
    const struct link_request request = {.buffer = buffer,
                                         .kind = kind,
                                         .length = BLOCK_BUFFER_BYTES,
                                         .block = (uint64_t)block * BLOCK_SECTORS *
                                                  (client->gap + 1)};

    for (unsigned i = 0; i < BLOCK_BUFFER_BYTES / sizeof *words; i++)
        words[i] = kind == BLOCK_WRITE ? word_of(client, block, i) : 0;
    submit(client, &request, number);
}

unsigned client_run(struct client *client, enum block_kind kind, unsigned count, unsigned blocks,
                    unsigned period, void (*every)(void))
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    struct link_channel *channel = channel_of(client);
    static uint8_t seen[MOST];
    unsigned next = 0, done = 0, right = 0, due = period;
    struct link_done completion;
    int buffer;

    memset(seen, 0, sizeof seen);
    while (done < count && cos_tsc() < deadline) {
        bool there = is_there(client);

        while (there && link_reap(channel, &completion) == LINK_OK) {
            right += !seen[completion.cookie]++ && completion.status == 0 &&
                     (kind == BLOCK_WRITE || is_filled(client, (unsigned)completion.cookie % blocks,
                                                       link_buffer(channel, completion.buffer)));
            link_give(channel, completion.buffer);
            done++;
        }
        for (; there && next < count && (buffer = link_take(channel)) >= 0; next++)
            make(client, kind, next, next % blocks, (uint32_t)buffer);
        if (period != 0 && done >= due) {
            due += period;
            link_flush(&client->link); /* so that some are in flight */
            every();
        }
        if (done < count)
            wait_for(client, deadline);
    }
    return right;
}
