/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads the first sector of its disk without end. With an argument, it asks for the disk's size
 * instead, and says that the next component of the manifest is to pay for that. Either costs the
 * driver more than the VM. */
#include "../blockd/client.h"

#include <cos/blob.h>
#include <cos/syscall.h>
#include <evm/blobs.h>
#include <stddef.h>

static struct client disk;
static struct block_info info;

static void read_all(struct link *link)
{
    struct link_request request = {.kind = BLOCK_READ, .length = BLOCK_SECTOR};
    struct link_channel *channel = &link->channels[0];
    struct link_done done;
    uint64_t events;
    int buffer;

    for (;;) {
        while (link_poll(link) == LINK_RESTARTED) {
        }
        if (link->state == LINK_OK) {
            while (link_reap(channel, &done) == LINK_OK || link_reclaim(channel, &done) == LINK_OK)
                link_give(channel, done.buffer);
            while ((buffer = link_take(channel)) >= 0) {
                request.buffer = (uint32_t)buffer;
                link_submit(channel, &request, 0);
            }
        }
        if (link_sleep(link))
            cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    }
}

int main(const struct cos_start *start)
{
    client_open(&disk, start, 0);
    if (cos_blob_find(start, EVM_BLOB_ARGS) == NULL)
        read_all(&disk.link);
    disk.payer = start->id + 1;
    for (;;)
        client_request(&disk, BLOCK_INFO, 0, sizeof info, &info);
}
