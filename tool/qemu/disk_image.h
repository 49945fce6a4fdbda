/* SPDX-License-Identifier: BSD-2-Clause */
/* Images of disks, made when they are missing. */
#ifndef DISK_IMAGE_H
#define DISK_IMAGE_H

#include "manifest/manifest.h"

/* Makes the disk's image, of its size and with its file system, unless there is a file already,
 * which stays as it is. An error is printed. */
enum outcome disk_image_make(const struct disk *disk);

#endif
