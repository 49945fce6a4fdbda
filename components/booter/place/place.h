/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the booter finds the image and the kernel's boot information. The tool, which includes
 * parts of the booter to compute memory needs, chooses another folder with a header of this
 * name. */
#ifndef BOOTER_PLACE_H
#define BOOTER_PLACE_H

#include <cos/boot.h>

#define BOOTER_IMAGE COS_BOOT_IMAGE
#define BOOTER_INFO  COS_BOOT_INFO

#endif
