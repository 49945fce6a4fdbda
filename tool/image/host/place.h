/* SPDX-License-Identifier: BSD-2-Clause */
/* Replaces the booter's header of the same name: the image and memory for which the tool runs the
 * booter's code (image/room.c). */
#ifndef BOOTER_PLACE_H
#define BOOTER_PLACE_H

#include <cos/boot.h>

extern const char *room_image;
extern struct cos_boot room_info;

#define BOOTER_IMAGE (room_image)
#define BOOTER_INFO  (&room_info)

#endif
