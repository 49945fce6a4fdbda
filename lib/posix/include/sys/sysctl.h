/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbered parameters of the VM's kernel. Component clients query the VM of their sockets or,
 * without one, that of their files. */
#ifndef _SYS_SYSCTL_H
#define _SYS_SYSCTL_H

#include <sys/types.h>

#define CTL_MAXNAME    12
#define CTL_KERN       1
#define CTL_VM         2
#define CTL_VFS        3
#define CTL_NET        4
#define CTL_HW         6
#define KERN_OSTYPE    1
#define KERN_OSRELEASE 2
#define KERN_HOSTNAME  10

/* Copies the value to old[*old_bytes] (both may be NULL) and its length to *old_bytes; then sets
 * the new value, if not NULL. ENOMEM: old[] is too small. */
int sysctl(const int *name, unsigned count, void *old, size_t *old_bytes, const void *new,
           size_t new_bytes);

#endif
