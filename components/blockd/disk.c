/* SPDX-License-Identifier: BSD-2-Clause */
#include "disk.h"

#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>

static const struct link_shape shape = {BLOCK_DEPTH, BLOCK_BUFFER_BYTES, true};

void disk_submit(struct disk *disk, const struct link_request *request, uint64_t cookie)
{
    disk->submitted[request->buffer] = *request;
    link_submit(disk_channel(disk), request, cookie);
}

void disk_look(struct disk *disk)
{
    if (!disk->gone && cos_stays_down(disk->driver)) {
        disk->gone = true;
        link_abandon(&disk->link);
    }
}

/* ---- One request at a time ---- */

static void wait_for(struct disk *disk)
{
    uint64_t events = 0;

    disk_look(disk);
    if (link_sleep(&disk->link))
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    if (events & COS_EVENT_POWER)
        cos_exit(0);
}

/* Waits until the link can be used. Returns false if it is broken, or the driver stays down. */
static bool is_there(struct disk *disk)
{
    int state;

    while ((state = link_poll(&disk->link)) != LINK_OK && state != LINK_BROKEN)
        wait_for(disk);
    return state == LINK_OK;
}

/* Copies the driver's answer to `answer`. Returns false if it is not `bytes` long, or failed. */
static bool ask(struct disk *disk, const struct link_request *question, void *answer,
                uint32_t bytes)
{
    struct link_channel *channel = disk_channel(disk);
    struct link_request request = *question;
    struct link_done done;
    bool good;

    request.buffer = (uint32_t)link_take(channel);
    for (bool asked = false; is_there(disk); wait_for(disk)) {
        if (!asked || link_reclaim(channel, &done) == LINK_OK) {
            disk_submit(disk, &request, 0);
            asked = true;
        }
        if (link_reap(channel, &done) == LINK_OK) {
            good = done.status == 0 && done.length == bytes;
            if (good)
                memcpy(answer, link_buffer(channel, done.buffer), bytes);
            link_give(channel, done.buffer);
            return good;
        }
    }
    return false;
}

bool disk_read_sector(void *context, uint64_t sector, uint8_t *bytes)
{
    const struct link_request request = {
        .kind = BLOCK_READ, .block = sector, .length = BLOCK_SECTOR};

    return ask(context, &request, bytes, BLOCK_SECTOR);
}

/* ---- Opening ---- */

static void ring(void *bell)
{
    cos_signal((uint64_t)bell);
}

const char *disk_open(struct disk *disk, const struct cos_start *start, unsigned number)
{
    const struct cos_link *link = &start->links[number];
    const struct link_request request = {.kind = BLOCK_INFO};
    struct block_info info;

    disk->config = (struct link_config){.memory = (void *)link->address,
                                        .bytes = link->bytes,
                                        .owner = true,
                                        .channels = 1,
                                        .shapes = &shape,
                                        .slots = disk->slots,
                                        .ring = ring,
                                        .bell = (void *)(uint64_t)(COS_SLOT_SIGNAL + number)};
    if (link_open(&disk->link, &disk->config) != LINK_OK)
        return "its link is too small; expected 640K";
    disk->driver = link->peer;
    if (!ask(disk, &request, &info, sizeof info)) {
        return disk->gone ? "its driver has ended, and stays down"
                          : "its driver does not say what it is; expected one that serves "
                            "interface/block.h";
    }
    disk->sectors = info.sectors;
    disk->read_only = info.flags & BLOCK_READ_ONLY;
    return NULL;
}
