/* SPDX-License-Identifier: BSD-2-Clause */
/* What lends the VM's devices to other components. Each of lend_*(void *) is a thread's program,
 * which `evm build` links in where the manifest names the VM as the driver of a switch or of a
 * disk. */
#ifndef NETBSD_LEND_H
#define NETBSD_LEND_H

void lend_net(void *unused);
void lend_disk(void *unused);

/* At the VM's end, by any thread: no more requests are taken, those that have been are done, and
 * outlive a loss of power. */
void lend_disk_end(void);

/* Texts KIND:NUMBER=LINK of the blob `channels`: eth with this end is the switch that borrows the
 * network interface, and those that begin so are users of the disk. */
#define LENT           " lent"
#define LEND_DISK      "block:"
#define LEND_READ_ONLY "block-ro:"

/* The number of the first such text of that kind. */
unsigned lend_number(const char *kind);

/* Says why it cannot be done, and ends the VM. */
_Noreturn void lend_fail(const char *why);

#endif
