/* SPDX-License-Identifier: BSD-2-Clause */
#include "disk.h"

#include <block.h>
#include <cos/alive.h>
#include <cos/string.h>
#include <link/link.h>

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};

static struct link_slot slots[BLOCK_DEPTH];
static struct link_config config;
static struct link link;
static uint32_t driver;
static bool news;   /* events have come since the last disk_wait() */
static bool ending; /* the system ends */

static void sleep(void)
{
    uint64_t events = 0;

    cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    cos_answer(events);
    news = true;
    ending = ending || events & COS_EVENT_POWER;
}

void disk_wait(void)
{
    if (!news)
        sleep();
    news = false;
}

bool disk_is_ending(void)
{
    return ending;
}

/* Waits until the other side is there. Returns false if it never will be. */
static bool is_there(void)
{
    int state;

    while ((state = link_poll(&link)) != LINK_OK) {
        if (state == LINK_BROKEN || cos_stays_down(driver))
            return false;
        if (state != LINK_RESTARTED && link_sleep(&link))
            sleep();
    }
    return true;
}

static void submit(uint32_t buffer, const struct link_request *wanted, const void *data)
{
    struct link_request request = *wanted;

    request.buffer = buffer;
    if (data != NULL)
        memcpy(link_buffer(&link.channels[0], buffer), data, request.length);
    link_submit(&link.channels[0], &request, 0);
}

/* Puts the completion of the one request into *done; a new life of the other side gets the request
 * again. Returns false if there will be none. */
static bool finish(const struct link_request *request, const void *data, struct link_done *done)
{
    struct link_channel *channel = &link.channels[0];

    while (is_there()) {
        if (link_reap(channel, done) == LINK_OK)
            return true;
        if (link_reclaim(channel, done) == LINK_OK)
            submit(done->buffer, request, data);
        if (link_sleep(&link))
            sleep();
    }
    return false;
}

/* Does a request. data: to write, or NULL; answer: for `bytes` bytes that are read, or NULL. */
static bool ask(const struct link_request *request, const void *data, void *answer, uint32_t bytes)
{
    struct link_channel *channel = &link.channels[0];
    struct link_done done;
    int buffer = is_there() ? link_take(channel) : LINK_EMPTY;
    bool good;

    if (buffer < 0)
        return false;
    submit((uint32_t)buffer, request, data);
    if (!finish(request, data, &done))
        return false;
    good = done.status == 0 && (answer == NULL || done.length == bytes);
    if (good && answer != NULL)
        memcpy(answer, link_buffer(channel, done.buffer), bytes);
    link_give(channel, done.buffer);
    return good;
}

static bool read(void *context, uint64_t sector, void *data, uint32_t bytes)
{
    const struct link_request request = {.kind = BLOCK_READ, .block = sector, .length = bytes};

    (void)context;
    return ask(&request, NULL, data, bytes);
}

static bool write(void *context, uint64_t sector, const void *data, uint32_t bytes)
{
    const struct link_request request = {.kind = BLOCK_WRITE, .block = sector, .length = bytes};

    (void)context;
    return ask(&request, data, NULL, 0);
}

static bool flush(void *context)
{
    const struct link_request request = {.kind = BLOCK_FLUSH};

    (void)context;
    return ask(&request, NULL, NULL, 0);
}

static void ring(void *bell)
{
    cos_signal((uint64_t)bell);
}

const char *disk_open(struct ring_disk *disk, const struct cos_start *start)
{
    const struct link_request request = {.kind = BLOCK_INFO};
    const struct cos_link *to = &start->links[0];
    struct block_info info;

    config = (struct link_config){.memory = (void *)to->address,
                                  .bytes = to->bytes,
                                  .owner = true,
                                  .channels = 1,
                                  .shapes = &shape,
                                  .slots = slots,
                                  .ring = ring,
                                  .bell = (void *)(uint64_t)COS_SLOT_SIGNAL};
    if (start->link_count == 0 || link_open(&link, &config) != LINK_OK)
        return "there is no link to it, or a small one; expected `crashes: DISK` in the manifest";
    driver = to->peer;
    if (!ask(&request, NULL, &info, sizeof info))
        return "its driver does not say what it is; see the messages of that driver";
    if (info.flags & BLOCK_READ_ONLY)
        return "it is read-only; expected a disk without `readonly` in the manifest";
    *disk = (struct ring_disk){NULL, info.sectors, read, write, flush};
    return NULL;
}
