/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef PREEMPT_H
#define PREEMPT_H

#include <stdbool.h>
#include <stdint.h>

/* preempt_client.c: client code, between the markers. */
extern volatile bool client_stop;
extern volatile uint64_t client_turns[2];

void client_spin(void *number); /* counts its turns until client_stop */
void client_spin_for(uint64_t ticks);
void client_stop_others(void *unused);  /* sets client_stop */
void client_call_kernel(void *unused);  /* calls kernel_work() until client_stop,
                                          as if by system calls */
void client_call_library(void *unused); /* the same without thread_check(), but with
                                           some work of its own */

/* client_registers.S: fills all registers and the red zone with values made of `seed`, and compares
 * them again and again until client_stop. Returns how many were wrong. */
uint64_t client_registers(uint64_t seed);

/* preempt.c: not the client's code. */
void kernel_work(void);

#endif
