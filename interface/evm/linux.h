/* SPDX-License-Identifier: BSD-2-Clause */
/* What the first process of a Linux VM says to its kernel beyond Linux's own interface. */
#ifndef EVM_LINUX_H
#define EVM_LINUX_H

/* A command of reboot(2), with Linux's two magic numbers: the VM is ready (SUPERVISOR_READY).
 * Errors are EPERM, without the right to reboot, and EAGAIN. */
#define EVM_LINUX_READY 0x45564d01

#endif
