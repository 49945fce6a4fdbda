/* SPDX-License-Identifier: BSD-2-Clause */
/* Parameters of the VM's kernel, by numbers. Component clients ask the VM that their sockets come
 * from, or else their files. */
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

/* Copies the value to old[*old_bytes] (both may be NULL), *old_bytes becomes its length; then sets
 * the new one, if not NULL. ENOMEM: old[] is too small. */
int sysctl(const int *name, unsigned count, void *old, size_t *old_bytes, const void *new,
           size_t new_bytes);

#endif
