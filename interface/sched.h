/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scheduler's interface: component calls through the gate COS_SLOT_SCHED, method in the first
 * argument. Preemptive fixed priorities (255 most urgent); threads of one priority share the CPU by
 * weight, in slices of SCHED_SLICE_US. A thread may have a budget (docs/scheduling.md). The kernel
 * blocks and wakes threads (COS_OP_WAIT, COS_OP_SIGNAL); the scheduler keeps the deadlines of
 * waits. Results: 0 or positive, or a negative COS_E* error. Times are TSC ticks.
 */
#ifndef SCHED_H
#define SCHED_H

#include <evm/share.h>

/* thread ids are 0 .. 63, given by the booter: the id of the component */
#define SCHED_THREADS 64
/* of SCHED_LOWER */
#define SCHED_RAISE 1

enum sched_method {
    SCHED_TIMER,  /* a1 = deadline, COS_FOREVER = cancel: adds COS_EVENT_TIMER to the bound endpoint
                     of the calling component's own thread at that time, whichever thread calls. Any
                     component; each has one timer, which a later call replaces. */
    SCHED_YIELD,  /* lets other threads of the calling thread's priority run. Any component. */
    SCHED_TIME,   /* a1 = thread id: TSC ticks that the component's thread has run, in all its
                     lives. Any component. ENOENT: no such id */
    SCHED_ADD,    /* a1 = thread id, a2 = slot in the scheduler's table with the thread, a3 =
                    priority. Booter only. */
    SCHED_REMOVE, /* a1 = thread id: ends its wait, if any, and forgets it once it has ended, before
                     the booter reclaims its memory. Booter only. ENOENT; EBUSY: it has not ended
                     yet: let it run and try again */
    SCHED_NOTIFY, /* a1 = thread id, a2 = event bits for its bound endpoint. Booter, console,
                     supervisor; any component for its own thread, whose id is the component's.
                     EDENIED, ENOENT */
    SCHED_PRIORITY, /* a1 = thread id, a2 = priority. Booter, supervisor. ENOENT */
    SCHED_ENDED,    /* second result: bits of the threads that have ended, until SCHED_REMOVE.
                    Supervisor, whose thread gets COS_EVENT_OWN when one ends. */
    /* a1 = priority: limits the priority of the calling component's own thread until its timer
     * expires, or SCHED_LOWER is called with 255. When a thread ends, the limit of the supervisor's
     * becomes that thread's own priority, if it is lower. a2 = SCHED_RAISE: likewise, the limit
     * becomes a1 if it is lower; the result is SCHED_RAISE if it was. Else a2 = 0. Booter, console,
     * supervisor. EINVAL, ENOENT */
    SCHED_LOWER,
    /* a1 = priority, 0 = none: gives the calling thread, of any component, this priority until the
     * next such call; its slice does not end meanwhile. For short critical sections of root
     * components: with 255 no other thread runs meanwhile. Such a section neither waits nor nests.
     * Booter, console, supervisor. EINVAL, ENOENT: the scheduler does not know the thread; EDEPTH,
     * as for any call: the section cannot begin */
    SCHED_CEILING,
    /* a1 = thread id, a2 = budget + (period << 32) in microseconds, budget 0: none, a3 = weight, 1
     * .. SCHED_WEIGHT_MOST: gives a thread that does not exist its share of the CPU. A budget, from
     * SCHED_BUDGET_LEAST_US up, is the time that the thread may run in each period. The weight
     * decides how threads of one priority share what they compete for. Booter only. EINVAL; EEXIST:
     * the thread exists */
    SCHED_SHARE,
    /* a1 = thread id, a2 = bits of threads: lets it charge these (SCHED_CHARGE); a3 = those of
     * them whose priority may be higher. Booter only. EINVAL */
    SCHED_CLIENTS,
    /* a1 = thread id, a2 = ticks: charges time that the calling component's own thread has run to
     * another component, for which it worked: what it has run beside what it has charged, at most.
     * a3 = 0, or the thread id of the service that asked for the work, for that component.
     * The other component need not exist any more, but must have existed.
     * Result: the ticks that were charged. Any component that SCHED_CLIENTS lets do that, if it has
     * no budget, and a higher priority than the other one, unless SCHED_CLIENTS says that this does
     * not matter. With a3, SCHED_CLIENTS lets it charge the service, whose priority is not higher
     * than its own, and the service might charge the other component. EDENIED, ENOENT */
    SCHED_CHARGE,
    /* a1 = thread id: how often the component's thread was ready, but had to wait for its next
     * budget, in all its lives. Any component. ENOENT: no such id */
    SCHED_MISSED,
    /* a1 = thread id: the longest time, in ticks, for which the component's thread was ready
     * without running, in all its lives. Waiting for its next budget does not count. The event may
     * have come earlier than this counts from, if a thread of the same or a higher priority ran
     * then: by a slice (SCHED_SLICE_US), and one more for each thread that became ready at the same
     * time. Any component. ENOENT: no such id */
    SCHED_LONGEST,
    SCHED_METHODS
};

/* As the deadline of COS_OP_WAIT: no deadline; thread `id` inherits the waiting thread's priority
 * until the wait ends. If `id` waits in the same way, the thread that it waits for inherits both
 * priorities instead, and so on. Any thread may do this, for the holder of a lock. If there is no
 * thread of that id, none inherits. */
#define SCHED_INHERIT(id) (COS_FOREVER - 1 - (id))

/* Tokens of the gates name the caller: the client's component id. */
#define SCHED_TOKEN_ROOT 0x10000 /* or-ed into the id for booter, console and supervisor */

/* Slot in the scheduler's own capability table where the booter puts thread `id`. */
#define SCHED_SLOT_THREAD(id) (64 + (id))

#endif
