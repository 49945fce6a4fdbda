/* SPDX-License-Identifier: BSD-2-Clause */
/* Lets QEMU's forwarded ports accept many connections at once. */
#ifndef BACKLOG_H
#define BACKLOG_H

#include <sys/types.h>

/* Lets connections to QEMU's ports wait until QEMU accepts them. QEMU's own queue has room for one:
 * of 50 connections at once, some would hang for a minute and fail. `qemu`: a child that listens
 * already. Changes nothing if this machine does not let a parent do that. */
void backlog_widen(pid_t qemu);

#endif
