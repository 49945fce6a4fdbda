/* SPDX-License-Identifier: BSD-2-Clause */
/* It completes the last request first, and writes nothing to the disk before a flush. */
#include "fake.h"

#include <block.h>
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <link/link.h>

#define BROKEN_US 50000

COS_ENTRY(evm_gate_0, fake_call);

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};
static struct link link;
static struct link_slot slots[BLOCK_DEPTH];
static struct link_channel *const channel = &link.channels[0];
static uint8_t cache[FAKE_SECTORS][BLOCK_SECTOR], disk[FAKE_SECTORS][BLOCK_SECTOR];
static volatile bool breaking;

struct cos_result fake_call(uint64_t method, uint64_t sector, uint64_t a2, uint64_t a3,
                            uint64_t token, uint64_t thread)
{
    struct cos_result result = {0};

    (void)a2, (void)a3, (void)token, (void)thread;
    if (method == FAKE_KEPT && sector < FAKE_SECTORS)
        memcpy(&result.extra, disk[sector], sizeof result.extra);
    else
        breaking = true;
    return result;
}

static uint32_t serve(const struct link_request *request, void *buffer)
{
    const struct block_info info = {.sectors = FAKE_SECTORS};

    switch (request->kind) {
    case BLOCK_INFO:
        memcpy(buffer, &info, sizeof info);
        return sizeof info;
    case BLOCK_READ:
        memcpy(buffer, cache[request->block], request->length);
        return request->length;
    case BLOCK_WRITE:
        memcpy(cache[request->block], buffer, request->length);
        return 0;
    default:
        memcpy(disk, cache, sizeof disk);
        return 0;
    }
}

static void ring(void *bell)
{
    (void)bell;
    cos_signal(COS_SLOT_SIGNAL);
}

/* Reports more completions than requests. */
static void break_rules(void)
{
    *(volatile uint64_t *)channel->tail_out = channel->tail + 2 * BLOCK_DEPTH;
    ring(NULL);
    cos_sleep(BROKEN_US);
    cos_reboot();
}

static void serve_all(void)
{
    const struct link_request *requests[BLOCK_DEPTH];
    unsigned count = 0;

    while (count < BLOCK_DEPTH && link_next(channel, &requests[count]) == LINK_OK)
        count++;
    if (count > 0 && breaking)
        break_rules();
    while (count-- > 0) {
        const struct link_request *request = requests[count];
        uint32_t length = serve(request, link_buffer(channel, request->buffer));

        link_complete(channel, request->buffer, 0, length);
    }
}

int main(const struct cos_start *start)
{
    const struct link_config config = {.memory = (void *)start->links[0].address,
                                       .bytes = start->links[0].bytes,
                                       .channels = 1,
                                       .shapes = &shape,
                                       .slots = slots,
                                       .ring = ring};
    uint64_t events = 0;

    link_open(&link, &config);
    while (!(events & COS_EVENT_POWER)) {
        while (link_poll(&link) == LINK_RESTARTED) {
        }
        serve_all();
        events = 0;
        if (link_sleep(&link))
            cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    }
    return 0;
}
