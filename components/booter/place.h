/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the booter finds the image and what the kernel tells it. The tool, which has parts of the
 * booter compute what it will take, has a header of its own in place of this one. */
#ifndef BOOTER_PLACE_H
#define BOOTER_PLACE_H

#include <cos/boot.h>

#define BOOTER_IMAGE COS_BOOT_IMAGE
#define BOOTER_INFO  COS_BOOT_INFO

#endif
