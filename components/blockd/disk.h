/* SPDX-License-Identifier: BSD-2-Clause */
/* Links to the drivers of disks. This component owns them, so their buffers outlive a driver.
 * For one thread. */
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
    struct link_request submitted[BLOCK_DEPTH]; /* by buffer; to submit again to a new driver */
    uint64_t sectors;
    bool read_only;
    uint32_t driver; /* component */
    bool gone;       /* the driver stays down: requests fail until another one is there */
    enum { LAST_NONE, LAST_GIVEN, LAST_DONE, LAST_FAILED } last; /* flush, at the service's end */
    uint32_t users; /* each has an equal share of the buffers */
};

static inline struct link_channel *disk_channel(struct disk *disk)
{
    return &disk->link.channels[0];
}

/* Opens the component's own link `number`, asks the driver what the disk is and waits for the
 * answer. Returns NULL, or what is wrong. */
const char *disk_open(struct disk *disk, const struct cos_start *start, unsigned number);

/* Reads a sector, for struct partition_disk; context: the disk. Waits for the driver, so it may
 * be called only before the first request of a user. */
bool disk_read_sector(void *context, uint64_t sector, uint8_t *bytes);

/* Call it when a component has ended. If the driver stays down, marks its link LINK_BROKEN; the
 * caller fails the requests. */
void disk_look(struct disk *disk);

/* Submits a request to the driver. The caller has taken its buffer, and filled it for a write. */
void disk_submit(struct disk *disk, const struct link_request *request, uint64_t cookie);

#endif
