/* SPDX-License-Identifier: BSD-2-Clause */
/* Forwarded ports of QEMU's that take many connections at once. */
#ifndef BACKLOG_H
#define BACKLOG_H

#include <sys/types.h>

/* Lets connections to the ports that QEMU listens at wait there until it takes them. Its own queue
 * has room for one: of 50 that come at once, some then hang for a minute and fail. `qemu`: a child
 * that listens already. Where this machine does not let a parent do that, nothing is changed. */
void backlog_widen(pid_t qemu);

#endif
