/* SPDX-License-Identifier: BSD-2-Clause */
/* QEMU's devices for a system's disks and uplinks, and the resources of this machine that they
 * need. */
#ifndef DEVICES_H
#define DEVICES_H

#include "manifest/manifest.h"

struct devices {
    struct strings arguments; /* for QEMU */
    /* open files, one for each disk, which hold its lock */
    int *locks;
    uint32_t lock_count;
    uint32_t lines; /* devices with an interrupt line of their own */
};

/* Makes missing images, and never changes an existing one. Locks all images, so that no other
 * system on this machine writes an image of this one. Checks that forwarded ports are free. Prints
 * errors; call devices_close() even after one. */
enum outcome devices_open(const struct manifest *manifest, struct devices *devices);
void devices_close(struct devices *devices);

/* Returns a path as QEMU's options need it, with each comma twice; the caller frees it. */
char *option_value(const char *path);

#endif
