/* SPDX-License-Identifier: BSD-2-Clause */
/* The devices that QEMU must have for a system's disks and uplinks, and what they need of this
 * machine. */
#ifndef DEVICES_H
#define DEVICES_H

#include "manifest/manifest.h"

struct devices {
    struct strings arguments; /* for QEMU */
    /* open files, one for each disk that was locked: as long as they are open, it is */
    int *locks;
    uint32_t lock_count;
    uint32_t lines; /* devices that interrupt by a line of their own */
};

/* Makes images that are missing, never changes one that is there; locks all, so that no other
 * system of this machine writes what this one uses; looks whether the ports to be forwarded are
 * free. An error is printed; what was done until then stays, for devices_close(). */
enum outcome devices_open(const struct manifest *manifest, struct devices *devices);
void devices_close(struct devices *devices);

#endif
