/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef NETBSD_LINK_DISK_H
#define NETBSD_LINK_DISK_H

#include <disk.h>

/* Makes a disk from link `index` of struct cos_start: asks the driver for the disk's description
 * and waits for the answer, 5 s at most. 0, or an errno, after which the disk stays
 * unusable: ENXIO, EBUSY, ENOSPC, ENOMEM, EIO; ETIMEDOUT: no answer. */
int link_disk_start(struct disk *disk, uint32_t index);

#endif
