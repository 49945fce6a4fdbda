/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole system: its checked manifest, the root file systems of its VMs, and the bootable image
 * made of them. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include "manifest/manifest.h"
#include "netbsd/set.h"
#include "rootfs/plan.h"

struct system {
    struct manifest *manifest;
    struct plan *plans;       /* one for each VM; of one that is not Linux it is empty */
    struct netbsd_set netbsd; /* archives for VMs with NetBSD guests; empty if there are none */
    bool **components;        /* of each VM with a NetBSD guest: which of netbsd.count it has */
};

/* Loads and checks a manifest with all that it names. Mistakes go to `diag`, all of them; then the
 * system is not fit for use, but must be freed all the same. */
void system_load(struct diag *diag, struct system *system);

/* Builds guest kernels and file systems as needed, and the bootable ELF file. *memory: bytes of RAM
 * for the machine, one of QEMU's. Mistakes that only show here (memory that does not add up) go to
 * `diag`. */
enum outcome system_build(struct system *system, struct diag *diag, const char *machine,
                          bool verbose, struct buffer *bootable, uint64_t *memory);

/* Whether system_build() has no guest kernel to make. */
bool system_is_ready(const struct system *system);

void system_free(struct system *system);

#endif
