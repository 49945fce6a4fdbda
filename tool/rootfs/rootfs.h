/* SPDX-License-Identifier: BSD-2-Clause */
/* Makes the root file system of a Linux VM: from the list `root:` to an initramfs. */
#ifndef ROOTFS_H
#define ROOTFS_H

#include "manifest/manifest.h"
#include "plan.h"

/* PATH of a VM whose manifest gives none. */
#define ROOTFS_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* Plans the VM's root file system: the entries of `root:`, their dependencies, and mount points. */
void rootfs_plan(const struct manifest *manifest, uint32_t vm, struct diag *diag,
                 struct plan *plan);

/* Returns its approximate size in bytes of RAM once it is unpacked. */
uint64_t rootfs_bytes(const struct plan *plan);

/* Calls `show` for each file of this machine that is included although no entry names it. */
void rootfs_each_outside(const struct plan *plan,
                         void (*show)(const struct plan_entry *entry, void *argument),
                         void *argument);

/* Packs the files into a cpio archive that Linux unpacks at boot. `init`: path of the program that
 * becomes /init. */
enum outcome rootfs_pack(struct plan *plan, const struct vm *vm, const char *init,
                         struct buffer *archive);

#endif
