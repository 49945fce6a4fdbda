/* SPDX-License-Identifier: BSD-2-Clause */
/* Start and end of a NetBSD VM. */
#ifndef NETBSD_START_H
#define NETBSD_START_H

#define START_STACK_BYTES 16384 /* of the first thread, which shuts the rump kernel down */

#ifndef __ASSEMBLER__
#include <stdbool.h>
#include <stdint.h>

/* Syncs and unmounts the file systems and ends the VM. status: 0 .. 255. Any thread of the VM that
 * does not hold the rump kernel's CPU may call it, once the rump kernel runs. */
_Noreturn void vm_end(int status);

/* ---- alive.c ---- */

/* Gives a sign of life, if it is the first thread's task. Returns when to call it again. */
uint64_t alive_turn(void);
/* The client gives one, and will give more; false: it ends. */
void alive_client(bool lives);

/* ---- day.c: the rump kernel's time of day. Called by the first thread ---- */

/* Called before the rump kernel starts. */
void day_begin(void);
/* After a jump of the system's time of day (COS_EVENT_TIME): moves the rump kernel's as far. */
void day_follow(void);

/* Defined in VMs without a local client. */
extern const char start_no_client;

#endif
#endif
