/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The scheduler's interface: component calls through the gate COS_SLOT_SCHED, method in the first
 * argument. Preemptive fixed priorities (255 most urgent), round robin within one, SCHED_SLICE_US
 * each. Blocking and waking are the kernel's (COS_OP_WAIT, COS_OP_SIGNAL); a wait's deadline is
 * kept by the scheduler. Results: 0 or positive, or a negative COS_E* error. Times are TSC ticks.
 */
#ifndef SCHED_H
#define SCHED_H

#define SCHED_SLICE_US 10000
/* thread ids are 0 .. 63, given by the booter: the id of the component */
#define SCHED_THREADS 64

enum sched_method {
    SCHED_TIMER,  /* a1 = deadline, COS_FOREVER = cancel: adds COS_EVENT_TIMER to the bound endpoint
                    of the calling component's own thread then, whichever thread calls. Anybody;
                    each component has one timer, a later call replaces it. */
    SCHED_YIELD,  /* lets others of the priority of the thread that calls run. Anybody. */
    SCHED_TIME,   /* a1 = thread id: TSC ticks the thread has run. Anybody. ENOENT */
    SCHED_ADD,    /* a1 = thread id, a2 = slot in the scheduler's table with the thread, a3 =
                    priority. Booter only. */
    SCHED_REMOVE, /* a1 = thread id: ends its wait, if any, and forgets it once it has ended, before
                    its memory is reclaimed. Booter only. ENOENT; EBUSY: it has not ended yet, let
                    it run and try again */
    SCHED_NOTIFY, /* a1 = thread id, SCHED_ALL = all, a2 = event bits for its bound endpoint.
                    Booter, console, supervisor; anybody for the component's own thread: its id is
                    the component's. EDENIED, ENOENT */
    SCHED_PRIORITY, /* a1 = thread id, a2 = priority. Booter, supervisor. ENOENT */
    SCHED_ENDED,    /* a1 = thread id: 1 if it has ended, else 0. Supervisor, whose thread gets
                    COS_EVENT_OWN when one ends. ENOENT */
    SCHED_LOWER,    /* a1 = priority: the calling component's own thread has no higher one than this
                    until its timer expires, SCHED_LOWER is called with 255, or, the supervisor's,
                    until a thread ends. Booter, console, supervisor. EINVAL, ENOENT */
    /* a1 = priority, 0 = none: the thread that calls, whosesoever it is, has this one, and its
     * slice does not end, until the next such call. For short sections of root components that only
     * one thread may be in: with 255 nobody else runs meanwhile. Such a section neither waits nor
     * has another one in it. Booter, console, supervisor. EINVAL, ENOENT: the thread is none of the
     * scheduler's; EDEPTH, as for any call: the section cannot begin */
    SCHED_CEILING,
};
#define SCHED_ALL 0xffffffff

/* As the deadline of COS_OP_WAIT: none, and thread `id` inherits the priority of the thread that
 * waits, as long as that lasts; so does the thread that `id` waits for in the same way. Any thread
 * may do this, for the holder of a lock. If there is no thread of that id, none inherits. */
#define SCHED_INHERIT(id) (COS_FOREVER - 1 - (id))

/* Tokens of the gates: who calls. Others carry the client's component id. */
#define SCHED_TOKEN_ROOT 0x10000 /* or-ed into the id for booter, console and supervisor */

/* Slot in the scheduler's own capability table where the booter puts thread `id`. */
#define SCHED_SLOT_THREAD(id) (64 + (id))

#endif
