/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a system finds room in a machine: what the firmware, the kernel and the booter will take
 * of its memory, in the same order and, for kernel and booter, computed by their own code. */
#ifndef ROOM_H
#define ROOM_H

#include "base/base.h"

#define ROOM_UNIT 0x10000ull /* in whose multiples the tool proposes memory */
/* what a system may take: of 64 GiB, some are no memory, and some the kernel's */
#define ROOM_MOST (56ull << 30)

/* A system as it is loaded: its image, and the physical address where that is, right behind the
 * kernel. */
struct room {
    const struct buffer *image;
    uint64_t place;
    const char *machine; /* QEMU's: "q35" or "pc" */
    bool later;          /* with room for what does not start at boot, too */
};

/* Whether it starts on a machine with that much memory. *name: the component for which
 * there is none; NULL: for the kernel and the image. */
bool room_fits(const struct room *room, uint64_t bytes, const char **name);

/* The least memory, in multiples of ROOM_UNIT, in which it does; 0: there is none. */
uint64_t room_least(const struct room *room);

#endif
