/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting for QEMU, and for the user, who may want the end meanwhile. */
#ifndef FAULT_ANSWER_H
#define FAULT_ANSWER_H

/* A signal of the user, 0: none. */
extern volatile int wanted_end;

enum answer_state { ANSWER_CAME, ANSWER_LATE, ANSWER_UNWANTED };

/* Waits until there is something to read, for some milliseconds at most. UNWANTED: the user wants
 * the end. */
enum answer_state answer_await(int fd, unsigned ms);

#endif
