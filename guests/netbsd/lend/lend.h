/* SPDX-License-Identifier: BSD-2-Clause */
/* Lends the VM's devices to other components. Each lend_*(void *) is a thread's program, which `evm
 * build` links in if the manifest names the VM as the driver of a switch or a disk. */
#ifndef NETBSD_LEND_H
#define NETBSD_LEND_H

void lend_net(void *unused);
void lend_disk(void *unused);

/* Called at the VM's end, by any thread: takes no more requests, completes those taken, and flushes
 * the disk, so that they survive a loss of power. */
void lend_disk_end(void);

/* Prints why lending failed, and ends the VM. */
_Noreturn void lend_fail(const char *why);

#endif
