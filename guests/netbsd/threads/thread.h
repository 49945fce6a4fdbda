/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Threads of a NetBSD VM: a user-level library. One thread runs at a time, on the VM's only virtual
 * CPU, and keeps it until it waits, yields, ends, or, while it executes the local client's own
 * code, is preempted. All other code (rump kernel, hypercalls, this library) is never preempted by
 * another thread of the VM: it needs no locks and no atomic instructions.
 *
 * The virtual CPU is carried by whichever COS thread is there: the VM's own, or one of another
 * component that has come in by a component call (carrier.h). Times are TSC ticks. Nothing here
 * allocates but thread_create().
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
    uint64_t stack_pointer; /* while it does not run */
    struct thread *next;    /* in the ready queue or in a wait queue */
    struct lwp *lwp;        /* of rumpuser_curlwp() */
    struct wait_queue *waits_in;
    uint64_t deadline; /* of its wait; COS_FOREVER: none */
    uint32_t timer;    /* place among the timed waits, 0 = not there */
    uint16_t flags;
    uint8_t state;
    bool timed_out;
    struct thread *arrival;             /* next among those made ready without the virtual CPU */
    struct carrier *carrier;            /* that waits for this thread's answers; NULL: none does */
    int error;                          /* errno of C, for local clients */
    struct control_words control_words; /* of a CLIENT, while it does not run */
    uint64_t tls;                       /* FS base; 0 = none */
    struct wait_queue joiners;
    char name[THREAD_NAME];
};

#define THREAD_JOINABLE 1 /* stays after its end until thread_join() */
/* runs the local client's code: only the VM's own COS thread carries it */
#define THREAD_CLIENT 2

extern struct thread *thread_current; /* the one that runs; never NULL */

/* Makes a thread that begins with entry(argument) when it is its turn. Of `name`, which may be
 * NULL, the first 15 characters are kept, for messages. NULL: no memory. */
struct thread *thread_create(void (*entry)(void *), void *argument, const char *name,
                             unsigned flags);

/* Ends the calling thread. What it had is given back; a JOINABLE one waits for thread_join(). */
_Noreturn void thread_exit(void);

/* Waits until a JOINABLE thread has ended, and forgets it. */
void thread_join(struct thread *thread);

/* Lets the other ready threads run first. */
void thread_yield(void);

/* Where a client thread returns from the rump kernel: lets others run if an event has come that
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

/* Makes the thread that has waited longest ready, or all of them. Returns how many (0: nobody
 * waited). The caller goes on. */
unsigned thread_wake(struct wait_queue *queue);
unsigned thread_wake_all(struct wait_queue *queue);

/* Waits until `deadline`, without a queue. */
void thread_sleep(uint64_t deadline);

/* Makes the caller, on its present stack, the first thread, and this COS thread the VM's own
 * carrier. Before all else.
 * */
void threads_start(void);

/* Called on the VM's own carrier, with the virtual CPU, for events other than the timer; set it
 * before any can come. */
extern void (*threads_event)(uint64_t events);

#endif
