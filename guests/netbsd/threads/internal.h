/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of this library share. All of it is called with the virtual CPU,
 * unless said otherwise. */
#ifndef NETBSD_THREADS_INTERNAL_H
#define NETBSD_THREADS_INTERNAL_H

#include <cos/vcpu.h>

#include "carrier.h"
#include "thread.h"

enum thread_state { THREAD_READY /* or it runs */, THREAD_WAITS, THREAD_PARKED, THREAD_ENDED };

/* More flags. */
#define THREAD_POSTED 0x100 /* the next carrier_park() returns at once */
#define THREAD_FIRST  0x200 /* its stack is not the library's */

/* ---- thread.c ---- */

extern struct thread thread_none; /* stands for the carrier's own stack where no thread runs */
extern struct wait_queue threads_ready;

void queue_append(struct wait_queue *queue, struct thread *thread);
struct thread *queue_take(struct wait_queue *queue);

/* Ends a thread's wait; it runs after all, or before all, that are ready now. */
void thread_make_ready(struct thread *thread);
void thread_make_ready_first(struct thread *thread);

/* The wait of a thread has reached its deadline. */
void thread_time_out(struct thread *thread);

/* Runs `next` on the carrier instead of the caller, until a carrier runs that again. */
void thread_run(struct thread *next);

/* Lets another thread run, after the caller has put itself somewhere where it will be found. */
void thread_switch(void);

/* ---- x86_64/ ---- */

/* Saves what C keeps across calls on the stack, and the stack pointer in *save; goes on
 * with the stack `load`. */
void switch_stacks(uint64_t *save, uint64_t load);

/* Makes a stack that switch_stacks() can go on with: calls program(first, second).
 * `top`: its aligned end. */
uint64_t context_make(uint64_t top, void *program, void *first, void *second);

/* How the floating-point unit computes, which C keeps across calls, too. Only client threads keep
 * their own, as no other code computes in floating point: COS keeps the unit off until it is used,
 * and calls are cheaper then. */
void control_words_get(struct control_words *words);
void control_words_put(const struct control_words *words);
extern const struct control_words control_words_default;

void context_start(void); /* once, before all else */
extern const uint8_t upcall_entry[];

/* ---- stacks.c: a thread's block of memory is its stack, its TLS block, and struct thread ---- */

/* A block with all but the saved registers set up: stack_pointer is the stack's
 * top. NULL: no memory. */
struct thread *stack_get(unsigned flags);
/* Takes the block back. It stays intact, and not in use, until the next
 * stack_get() or stack_put(). */
void stack_put(struct thread *thread);
/* The first thread, which has a stack: its TLS block. */
void stack_adopt(struct thread *thread);
/* Unmaps the page below a stack. False: the kernel refuses it. */
bool stack_guard(const void *page);

/* ---- timers.c: the timed waits, earliest first ---- */

extern struct thread **timers; /* a heap: the earliest one is timers[1] */
extern uint32_t timers_count;

/* Makes sure that this many can wait at once. False: no memory. */
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

/* Makes those ready whose time has come, or who have been posted; on the main
 * carrier, handles events. */
void carrier_look(void);

/* The carrier's own thread has become ready. */
void carrier_tell(const struct carrier *carrier);

/* As carrier_look(); and then, the thread that the current carrier is to run next, taken out of the
 * ready queue. NULL: none; it has to give up the virtual CPU. */
struct thread *carrier_next(void);

/* Makes the caller the main carrier, with the virtual CPU, and thread_none its program for
 * when no thread runs. */
void carrier_main_start(void);

/* ---- preempt.c: on the main carrier ---- */

extern volatile struct cos_vcpu evm_vcpu; /* `masked` but while a client thread runs */

/* Events may interrupt the client thread that the caller is, from now on;
 * thread_switch() ends that. */
void preempt_allow(void);

/* A thread became ready while a client thread runs: that one's slice ends some time. */
void preempt_soon(void);

/* Keeps events that a wait has returned for preempt_handle(), which handles all that have come. */
void preempt_note(uint64_t events);
void preempt_handle(void);

#endif
