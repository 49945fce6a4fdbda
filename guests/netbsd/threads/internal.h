/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files of this library. Callers hold the virtual CPU unless a comment says
 * otherwise. */
#ifndef NETBSD_THREADS_INTERNAL_H
#define NETBSD_THREADS_INTERNAL_H

#include <cos/vcpu.h>

#include "carrier.h"
#include "thread.h"

enum thread_state { THREAD_READY /* or running */, THREAD_WAITS, THREAD_PARKED, THREAD_ENDED };

/* More flags. */
#define THREAD_POSTED 0x100 /* the next carrier_park() returns at once */
#define THREAD_FIRST  0x200 /* its stack does not belong to the library */

/* ---- thread.c ---- */

extern struct thread thread_none; /* the carrier's own stack, while no thread runs */
extern struct wait_queue threads_ready;

void queue_append(struct wait_queue *queue, struct thread *thread);
struct thread *queue_take(struct wait_queue *queue);

/* Ends a thread's wait; it will run after, or before, all threads that are ready now. */
void thread_make_ready(struct thread *thread);
void thread_make_ready_first(struct thread *thread);

/* The wait of a thread has reached its deadline. */
void thread_time_out(struct thread *thread);

/* Runs `next` on the carrier in place of the caller; returns when a carrier runs the caller
 * again. */
void thread_run(struct thread *next);

/* Lets another thread run. The caller has put itself in a queue or list before. */
void thread_switch(void);

/* ---- ARCH/ ---- */

/* Saves the callee-saved registers on the stack and the stack pointer in *save; continues on the
 * stack `load`. */
void switch_stacks(uint64_t *save, uint64_t load);

/* Prepares a stack for switch_stacks(), which then calls program(first, second). `top`: its aligned
 * end. */
uint64_t context_make(uint64_t top, void *program, void *first, void *second);

/* The modes of the floating-point unit, which C also preserves across calls. Only client threads
 * have their own, as no other code uses floating point. COS keeps the unit off until its first use,
 * which makes calls cheaper. */
void control_words_get(struct control_words *words);
void control_words_put(const struct control_words *words);
extern const struct control_words control_words_default;

void context_start(void); /* called once, before all others */
extern const uint8_t upcall_entry[];

/* ---- stacks.c: a thread's block of memory is its stack, its TLS block, and struct thread ---- */

/* A block set up except for the saved registers: stack_pointer is the stack's top. NULL: no
 * memory. */
struct thread *stack_get(unsigned flags);
/* Frees the block. Its contents stay intact until the next stack_get() or stack_put(). */
void stack_put(struct thread *thread);
/* Makes only a TLS block, for the first thread, which has a stack. */
void stack_adopt(struct thread *thread);
/* Unmaps the page below a stack. False: the kernel refuses. */
bool stack_guard(const void *page);

/* ---- timers.c: the timed waits, earliest first ---- */

extern struct thread **timers; /* a heap: the earliest one is timers[1] */
extern uint32_t timers_count;

/* Reserves room for timed waits of that many threads. False: no memory. */
bool timers_reserve(uint32_t threads);
void timer_add(struct thread *thread); /* at thread->deadline */
void timer_remove(struct thread *thread);
void timers_expire(uint64_t now); /* ends the waits whose time has come */

static inline uint64_t timers_first(void)
{
    return timers_count ? timers[1]->deadline : COS_FOREVER;
}

/* ---- carrier.c ---- */

extern struct carrier carrier_main;
extern struct carrier *carrier_current; /* the one that has the virtual CPU */

/* Makes threads ready whose deadline has passed or that have arrived; on the main carrier, handles
 * events. */
void carrier_look(void);

/* The carrier's own thread has become ready. */
void carrier_tell(const struct carrier *carrier);

/* Does carrier_look(), then takes the current carrier's next thread out of the ready queue. NULL:
 * none; the carrier must release the virtual CPU. */
struct thread *carrier_next(void);

/* Makes the caller the main carrier, with the virtual CPU; thread_none is its context while no
 * thread runs. */
void carrier_main_start(void);

/* ---- preempt.c: on the main carrier ---- */

extern volatile struct cos_vcpu evm_vcpu; /* `masked` except while a client thread runs */

/* From now on events may interrupt the calling client thread; thread_switch() ends that. */
void preempt_allow(void);

/* A thread became ready while a client thread runs: limits that one's time slice. */
void preempt_soon(void);

/* Keeps events that a wait has returned, for preempt_handle(), which handles all kept ones. */
void preempt_note(uint64_t events);
void preempt_handle(void);

#endif
