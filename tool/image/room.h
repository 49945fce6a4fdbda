/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks whether a system fits into a machine's memory. Firmware, kernel and booter take memory in
 * their order; the code of kernel and booter themselves computes how much. */
#ifndef ROOM_H
#define ROOM_H

#include "base/base.h"

#define ROOM_UNIT 0x10000ull /* the tool proposes multiples of this */
/* most memory of a system: of 64 GiB, some addresses hold none, and the kernel takes some */
#define ROOM_MOST (56ull << 30)

/* A loaded system: its image, and the image's physical address, right behind the kernel. */
struct room {
    const struct buffer *image;
    uint64_t place;
    const char *machine; /* QEMU's */
    bool later;          /* with room for what does not start at boot, too */
};

/* Returns true if the system starts on a machine with that much memory. *name: else the component
 * for which there is no room; NULL: the kernel and the image. */
bool room_fits(const struct room *room, uint64_t bytes, const char **name);

/* Returns the least memory in which it starts, a multiple of ROOM_UNIT, or 0. */
uint64_t room_least(const struct room *room);

#endif
