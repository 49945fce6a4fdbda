/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the booter finds the image and what the kernel tells it. The tool, which has parts of the
 * booter compute what it will take, chooses another folder with a header of this name. */
#ifndef BOOTER_PLACE_H
#define BOOTER_PLACE_H

#include <cos/boot.h>

#define BOOTER_IMAGE COS_BOOT_IMAGE
#define BOOTER_INFO  COS_BOOT_INFO

#endif
