/* SPDX-License-Identifier: BSD-2-Clause */
/* A whole system: its checked manifest, the root file systems of its VMs, and its bootable
 * image. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include "manifest/manifest.h"
#include "netbsd/set.h"
#include "rootfs/plan.h"

struct system {
    struct manifest *manifest;
    struct plan *plans;       /* one for each VM; empty unless it is a Linux VM */
    struct netbsd_set netbsd; /* archives for VMs with NetBSD guests; empty if there are none */
    bool **components;        /* for each NetBSD VM: a flag for each of netbsd.count */
    const uint32_t *usage;    /* as EVM_BLOB_USAGE; NULL: no tables. The caller's */
};

/* Loads and checks a manifest with all files that it names. Adds all mistakes to `diag`; then the
 * system is not usable, but must still be freed. */
void system_load(struct diag *diag, struct system *system);

/* Builds guest kernels and file systems as needed, and the bootable ELF file. *memory: bytes of RAM
 * for the machine, one of QEMU's. Adds mistakes that only show here (too little memory) to
 * `diag`. */
enum outcome system_build(struct system *system, struct diag *diag, const char *machine,
                          bool verbose, struct buffer *bootable, uint64_t *memory);

/* Returns true if system_build() need not build a guest kernel. */
bool system_is_ready(const struct system *system);

void system_free(struct system *system);

#endif
