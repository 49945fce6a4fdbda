/* SPDX-License-Identifier: BSD-2-Clause */
/* The state of this kernel instance: one per CPU, nothing shared. The entry
 * code uses it by name. */
#ifndef KERNEL_CPU_H
#define KERNEL_CPU_H

#include "thread.h"

struct cpu {
    struct thread *thread;           /* the running one */
    struct component *component;     /* where it runs */
    struct frame *client;            /* in this client of the component, or NULL */
    uint64_t user_sp;                /* scratch of the entry code */
    uint64_t since;                  /* since when the running thread runs */
    uint64_t idle;                   /* halted on behalf of the running thread */
    struct cap lines[COS_IRQ_LINES]; /* endpoints that the interrupt lines signal, each void when
                                        the endpoint is */
    uint64_t storms;                 /* what IRQ_ACK of COS_IRQ_STORMS returns next */
};

extern struct cpu cpu;

#endif
