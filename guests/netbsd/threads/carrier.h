/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Carriers: the COS threads that carry the VM's virtual CPU, one at a time. The VM's own is made by
 * threads_start(); each other one belongs to a client that has come in by a component call, and is
 * lent to the VM for the length of that call: the request runs at once, at the client's own
 * priority, if the virtual CPU is free. If it is held, or when the request waits and nothing else
 * is ready, the COS thread waits at the carrier's endpoint. It lends its priority to the holder
 * meanwhile, so no thread in between keeps both from going on (SCHED_LEND).
 */
#ifndef NETBSD_CARRIER_H
#define NETBSD_CARRIER_H

#include "thread.h"

struct carrier {
    uint64_t endpoint;     /* slot: WAIT, SIGNAL; of this carrier only */
    struct thread *thread; /* does the requests; parked between them */
    struct carrier *next;  /* among all; the library's, as the rest is but `done` */
    uint64_t tls;          /* FS base that this COS thread has now */
    uint32_t holder;       /* stands for this COS thread as the virtual CPU's holder */
    volatile bool queued;  /* waits for the virtual CPU: whoever gives that up wakes it */
    volatile bool done;    /* carrier_finish() was called for the request that is under way */
};

/* Once, before the first other carrier comes. `slot`: a free one, in which the library puts what
 * wakes the VM's own COS thread. 0, or the kernel's error. */
int64_t carriers_start(uint64_t slot);

/* Once for each other carrier, before its first carrier_enter(): endpoint and thread are set.
 * With the virtual CPU. */
void carrier_add(struct carrier *carrier);

/* The thread waits until carrier_enter() or carrier_post() names it; by the thread itself. */
void carrier_park(void);

/* Lends the calling COS thread, `id` to the scheduler, and makes the carrier's parked thread ready.
 * Returns 0 when that has called carrier_finish(). -COS_EDEAD: the caller's component has died
 * meanwhile, and the COS thread must leave; the request is still under way, on other carriers, and
 * sets `done` when it ends. Callers do not hold the virtual CPU. */
int64_t carrier_enter(struct carrier *carrier, uint64_t id);

/* By the carrier's thread: the request is done. The thread goes on, and then
 * calls carrier_park(). */
void carrier_finish(struct carrier *carrier);

/* The COS thread that carries the virtual CPU waits until then, TSC time, or less, and keeps it: no
 * thread of the VM runs meanwhile, but other components do, less urgent ones, too. With the virtual
 * CPU. */
void carrier_rest(uint64_t deadline);

/* Makes a parked thread ready; by anybody, with or without the virtual CPU. Not parked: it will not
 * park the next time. */
void carrier_post(struct thread *thread);

#endif
