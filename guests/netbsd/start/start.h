/* SPDX-License-Identifier: BSD-2-Clause */
/* Start and end of a NetBSD VM. */
#ifndef NETBSD_START_H
#define NETBSD_START_H

#define START_STACK_BYTES 16384 /* of the first thread, which shuts the rump kernel down */

#ifndef __ASSEMBLER__

/* Ends the VM in good order: file systems are synced and unmounted. status: 0 .. 255. By any thread
 * of the VM that does not hold the rump kernel's CPU, once the rump kernel runs. */
_Noreturn void vm_end(int status);

/* ---- day.c: the rump kernel's time of day. By the first thread ---- */

/* Before the rump kernel starts. */
void day_begin(void);
/* When the system's has jumped (COS_EVENT_TIME): so does the rump kernel's, by as much. */
void day_follow(void);

/* Defined in VMs without a local client. */
extern const char start_no_client;

#endif
#endif
