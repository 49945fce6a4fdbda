/* SPDX-License-Identifier: BSD-2-Clause */
/* The links with the disks' drivers, which this component owns: their buffers outlive
 * a driver. One thread. */
#ifndef BLOCKD_DISK_H
#define BLOCKD_DISK_H

#include "partition.h"

#include <block.h>
#include <cos/start.h>
#include <link/link.h>

struct disk {
    struct link_config config;
    struct link link;
    struct link_slot slots[BLOCK_DEPTH];
    struct link_request submitted[BLOCK_DEPTH]; /* by buffer; for drivers that begin anew */
    uint64_t sectors;
    bool read_only;
    uint32_t driver; /* component */
    bool gone;       /* the driver stays down: requests fail, until another one is there */
    enum { LAST_NONE, LAST_GIVEN, LAST_DONE, LAST_FAILED } last; /* flush, at the service's end */
    uint32_t users; /* each has the same share of the buffers */
};

static inline struct link_channel *disk_channel(struct disk *disk)
{
    return &disk->link.channels[0];
}

/* Opens the component's own link `number` and asks the driver what the disk is; waits until it says
 * so. NULL, or what is wrong. */
const char *disk_open(struct disk *disk, const struct cos_start *start, unsigned number);

/* For struct partition_disk; context: the disk. Waits for the driver. Only before any
 * request of a user's. */
bool disk_read_sector(void *context, uint64_t sector, uint8_t *bytes);

/* A component has ended, perhaps the driver. For good: its link is LINK_BROKEN,
 * for others to clear up. */
void disk_look(struct disk *disk);

/* Gives a buffer that was taken, and filled if it is a write, to the driver. */
void disk_submit(struct disk *disk, const struct link_request *request, uint64_t cookie);

#endif
