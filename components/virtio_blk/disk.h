/* SPDX-License-Identifier: BSD-2-Clause */
/* A virtio disk: requests in, completions out; any number on their way that the
 * queue holds. One thread. */
#ifndef VIRTIO_BLK_DISK_H
#define VIRTIO_BLK_DISK_H

#include <block.h>
#include <cos/start.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What the disk is. The device's event at endpoint 0 says that disk_done() may have something. */
extern struct block_info disk_info;

/* Prepares the first device of the component's. NULL, or what is wrong with it. */
const char *disk_open(const struct cos_start *start);

/* Whether the next disk_submit() will be taken. */
bool disk_has_room(void);

/* Whether it has a cache that a flush is for. */
bool disk_has_cache(void);

/* kind: READ, WRITE or FLUSH; sector, bytes: within the disk, checked by the caller; physical: of
 * the bytes. The device need not look before disk_notify(). cookie: comes back from disk_done(). */
void disk_submit(enum block_kind kind, uint64_t sector, uint64_t physical, uint32_t bytes,
                 void *cookie);
void disk_notify(void);

/* The next request that the device has done. status: 0, -COS_EIO or
 * -COS_ENOSYS. False: none now. */
bool disk_done(void **cookie, int32_t *status);

/* The device has broken a rule: nothing comes any more. */
bool disk_is_broken(void);

void disk_close(void);

#endif
