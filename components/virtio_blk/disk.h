/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio disk: takes as many requests at a time as its queue holds. For one thread. */
#ifndef VIRTIO_BLK_DISK_H
#define VIRTIO_BLK_DISK_H

#include <block.h>
#include <cos/start.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The disk's properties. An event of the device at endpoint 0 means: call disk_done(). */
extern struct block_info disk_info;

/* Sets up the component's first device. Returns NULL, or what is wrong with it. */
const char *disk_open(const struct cos_start *start);

/* Returns true if there is room for another disk_submit(), which needs it. */
bool disk_has_room(void);

/* Returns true if the disk has a cache to flush. */
bool disk_has_cache(void);

/* Queues a request. kind: READ, WRITE or FLUSH; sector, bytes: within the disk, as the caller has
 * checked; physical: address of the data. disk_done() returns the cookie. disk_notify() tells the
 * device of all queued requests. */
void disk_submit(enum block_kind kind, uint64_t sector, uint64_t physical, uint32_t bytes,
                 void *cookie);
void disk_notify(void);

/* Returns the next request that the device has completed; false: there is none now. status: 0,
 * -COS_EIO or -COS_ENOSYS. */
bool disk_done(void **cookie, int32_t *status);

/* Returns true if the device has broken a rule: no request completes any more. */
bool disk_is_broken(void);

void disk_close(void);

#endif
