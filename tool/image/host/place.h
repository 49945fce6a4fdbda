/* SPDX-License-Identifier: BSD-2-Clause */
/* In place of the booter's header of that name: the image and the memory that the tool asks its
 * code about (image/room.c). */
#ifndef BOOTER_PLACE_H
#define BOOTER_PLACE_H

#include <cos/boot.h>

extern const char *room_image;
extern struct cos_boot room_info;

#define BOOTER_IMAGE (room_image)
#define BOOTER_INFO  (&room_info)

#endif
