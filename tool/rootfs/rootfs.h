/* SPDX-License-Identifier: BSD-2-Clause */
/* The root file system of a Linux VM: from the list `root:` to an initramfs. */
#ifndef ROOTFS_H
#define ROOTFS_H

#include "manifest/manifest.h"
#include "plan.h"

/* PATH of a VM whose manifest gives none. */
#define ROOTFS_PATH "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

/* What the VM's root file system will hold: the entries of `root:`, what they need to run, and
 * mount points. */
void rootfs_plan(const struct manifest *manifest, uint32_t vm, struct diag *diag,
                 struct plan *plan);

/* Its size, about, in bytes of RAM once it is unpacked. */
uint64_t rootfs_bytes(const struct plan *plan);

/* Calls `show` for each file that comes from this machine though no entry of `root:` names it. */
void rootfs_each_outside(const struct plan *plan,
                         void (*show)(const struct plan_entry *entry, void *argument),
                         void *argument);

/* Packs it as a cpio archive that Linux unpacks at boot. `init`: path of the program that becomes
 * /init. */
enum outcome rootfs_pack(struct plan *plan, const struct vm *vm, const char *init,
                         struct buffer *archive);

#endif
