/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes missing disk images. */
#ifndef DISK_IMAGE_H
#define DISK_IMAGE_H

#include "manifest/manifest.h"

/* Makes the disk's image, with its size and file system, unless the file exists. Prints errors. */
enum outcome disk_image_make(const struct disk *disk);

#endif
