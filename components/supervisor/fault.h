/* SPDX-License-Identifier: BSD-2-Clause */
/* What depends on the CPU in a component's fault: the folder of the architecture implements it. */
#ifndef COMPONENTS_SUPERVISOR_FAULT_H
#define COMPONENTS_SUPERVISOR_FAULT_H

#include "common.h"

/* Names of the COS_REG_*, for reports; each has at most six characters. */
extern const char *const register_names[COS_REGS];

/* Whether the calling thread came by a fault, and not by a call of the fault gate. */
bool fault_is_real(void);
/* Reads the registers of the calling thread's fault into the crash. */
void fault_note(struct crash *crash);
/* Reads the instruction there, and the return addresses on the stack, into the crash of component
 * `id`, whose memory has not been taken back yet. */
void fault_trace(struct crash *crash, uint64_t id);
/* Reads registers, instruction and return addresses of the first thread of component `id`. The
 * thread does not run, and may be in any component. */
void thread_note(struct crash *crash, uint64_t id);
/* Replaces the registers by those of the client that the thread was in. */
void client_note(struct crash *crash, uint64_t id);
/* Returns what that thread does: COS_INSPECTED_*, or an error: it is in a root component. If it was
 * in a client, it is not any more. */
int64_t thread_state(uint64_t id);

uint64_t fault_ip(const struct crash *crash);
uint64_t fault_sp(const struct crash *crash);

/* Writes what the CPU reports, as a phrase, into text[bytes]. */
void fault_describe(const struct crash *crash, char *text, size_t bytes);
/* What to do about it; NULL if there is nothing to say. */
const char *fault_remedy(const struct crash *crash);

#endif
