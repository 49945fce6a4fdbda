/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Carriers: the COS threads that carry the VM's virtual CPU, one at a time. threads_start() makes
 * the VM's own. Each other carrier belongs to a client that has entered by a component call, and
 * lends its COS thread to the VM during that call. If the virtual CPU is free, the request runs at
 * once, at the client's own priority. If it is held, or when the request waits and no other thread
 * is ready, the COS thread waits at the carrier's endpoint. Meanwhile it lends its priority to the
 * holder, so that no thread of a priority between them delays both (SCHED_INHERIT).
 */
#ifndef NETBSD_CARRIER_H
#define NETBSD_CARRIER_H

#include "thread.h"

struct carrier {
    uint64_t endpoint;     /* slot: WAIT, SIGNAL; of this carrier only */
    struct thread *thread; /* does the requests; parked in between */
    struct carrier *next;  /* in the list of all; the library owns this field and the rest, except
                            * `done` */
    uint64_t tls;          /* current FS base of this COS thread */
    uint32_t holder;       /* value of the word `holder` while this COS thread has the virtual
                            * CPU */
    volatile bool queued;  /* waits for the virtual CPU; the holder wakes it on release */
    volatile bool done;    /* carrier_finish() was called for the current request */
};

/* Called once, before the first other carrier enters. `slot`: a free slot, for the library's
 * capability that wakes the VM's own COS thread. 0, or the kernel's error. */
int64_t carriers_start(uint64_t slot);

/* Called once for each other carrier, before its first carrier_enter(), with endpoint and thread
 * set. The caller holds the virtual CPU. */
void carrier_add(struct carrier *carrier);

/* The calling thread waits until carrier_enter() or carrier_post() names it. */
void carrier_park(void);

/* Lends the calling COS thread, known to the scheduler as `id`, and makes the carrier's parked
 * thread ready. Returns 0 when that thread has called carrier_finish(). -COS_EDEAD: the caller's
 * component has died meanwhile, and the COS thread must leave; the request continues on other
 * carriers and sets `done` when it ends. Callers do not hold the virtual CPU. */
int64_t carrier_enter(struct carrier *carrier, uint64_t id);

/* The carrier's thread calls it when the request is done. The thread continues, then calls
 * carrier_park(). */
void carrier_finish(struct carrier *carrier);

/* The COS thread that carries the virtual CPU waits until `deadline` (TSC) or less, and keeps the
 * virtual CPU: meanwhile no thread of the VM runs, but other components may, also those of lower
 * priority. The caller holds the virtual CPU. */
void carrier_rest(uint64_t deadline);

/* Makes a parked thread ready. A thread that is not parked will skip its next carrier_park(). Any
 * thread may call it, with or without the virtual CPU. */
void carrier_post(struct thread *thread);

#endif
