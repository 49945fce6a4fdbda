/* SPDX-License-Identifier: BSD-2-Clause */
/* The stand-in for a rump kernel. */
#ifndef FAKE_H
#define FAKE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <thread.h>

#define DESCRIPTORS 8

struct node;

struct process {
    int32_t pid; /* 0: not in use */
    void *client;
    bool exits; /* hyp_lwpexit() */
    unsigned lwps;
    struct node *descriptors[DESCRIPTORS];
};

struct lwp {
    struct process *process; /* NULL: not in use */
    struct wait_queue *waits_in;
    bool runs;
    bool ends;  /* at the next switch */
    bool told;  /* to exit: its waits end at once */
    bool clear; /* the thread has none after the next unschedule */
};

/* ---- kernel.c ---- */

/* As rump_init() would. */
void kernel_start(void);

/* The calling thread's; the caller has the kernel's CPU. */
struct lwp *kernel_lwp(void);

/* Waits in the queue with the CPU given up, until woken or told to exit. False: told. */
bool kernel_wait(struct wait_queue *queue, uint64_t deadline);

/* Processes and lwps in use, those of the kernel itself included; and
 * contract violations so far. */
void kernel_count(long *processes, long *lwps);
long kernel_wrong(void);

/* ---- calls.c: 0 or errno ---- */

int system_call(int number, void *arguments, long *values);
void close_all(struct process *process);

#endif
