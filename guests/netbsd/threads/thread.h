/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of a NetBSD VM: a user-level library. One thread runs at a time, on the VM's only virtual
 * CPU, and keeps it until it waits, yields, ends, or, while it executes the local client's own
 * code, is preempted. All other code (rump kernel, hypercalls, this library) is never preempted by
 * another thread of the VM: it needs no locks and no atomic instructions.
 *
 * A COS thread carries the virtual CPU: the VM's own, or one of another component that has entered
 * by a component call (carrier.h). Times are TSC ticks. Only thread_create() allocates memory.
 */
#ifndef NETBSD_THREAD_H
#define NETBSD_THREAD_H

#include <cos/abi.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lwp; /* of the rump kernel */
struct thread;

struct wait_queue {
    struct thread *first, *last;
};

#define THREAD_NAME 16 /* bytes of a name, NUL included */

struct control_words { /* of the floating-point unit */
    uint32_t mxcsr;
    uint16_t fpu;
};

struct thread {
    uint64_t stack_pointer; /* valid while the thread does not run */
    struct thread *next;    /* in the ready queue or in a wait queue */
    struct lwp *lwp;        /* of rumpuser_curlwp() */
    struct wait_queue *waits_in;
    uint64_t deadline; /* of a timed wait */
    uint32_t timer;    /* index in the heap of timed waits; 0 = none */
    uint16_t flags;
    uint8_t state;
    bool timed_out;
    struct thread *arrival;             /* next in the list of threads made ready without the
                                         * virtual CPU */
    struct carrier *carrier;            /* whose requests this thread does; NULL: none */
    int error;                          /* C's errno, for local clients */
    struct control_words control_words; /* of a CLIENT, while it does not run */
    uint64_t tls;                       /* FS base; 0 = none */
    struct wait_queue joiners;
    char name[THREAD_NAME];
};

#define THREAD_JOINABLE 1 /* after its end it stays until thread_join() */
/* runs the local client's code, on the VM's own COS thread only */
#define THREAD_CLIENT 2

extern struct thread *thread_current; /* the running thread; never NULL */

/* Makes a ready thread that runs entry(argument). Keeps the first 15 characters of `name`, which
 * may be NULL, for messages. NULL: no memory. */
struct thread *thread_create(void (*entry)(void *), void *argument, const char *name,
                             unsigned flags);

/* Ends the calling thread and frees its memory; that of a JOINABLE one stays until
 * thread_join(). */
_Noreturn void thread_exit(void);

/* Waits until a JOINABLE thread has ended, and frees its memory. */
void thread_join(struct thread *thread);

/* Lets the other ready threads run first. */
void thread_yield(void);

/* Called where a client thread returns from the rump kernel: lets others run if an event came that
 * could not interrupt it there. */
extern volatile bool thread_interrupted;
static inline void thread_check(void)
{
    if (thread_interrupted)
        thread_yield();
}

/* Waits in `queue` until woken or until `deadline` (COS_FOREVER: no limit). False:
 * the deadline passed. */
bool thread_wait(struct wait_queue *queue, uint64_t deadline);

/* Makes the longest-waiting thread ready, or all of them. Returns how many. The caller
 * continues. */
unsigned thread_wake(struct wait_queue *queue);
unsigned thread_wake_all(struct wait_queue *queue);

/* Waits until `deadline`, without a queue. */
void thread_sleep(uint64_t deadline);

/* Makes the caller, on its current stack, the first thread, and this COS thread the VM's own
 * carrier. Called before all others. */
void threads_start(void);

/* Called on the VM's own carrier, with the virtual CPU, for events other than the timer; set it
 * before any event can come. */
extern void (*threads_event)(uint64_t events);

#endif
