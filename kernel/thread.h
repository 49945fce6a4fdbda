/* SPDX-License-Identifier: BSD-2-Clause */
/* Threads, their call stacks, and the event endpoints they wait at. */
#ifndef KERNEL_THREAD_H
#define KERNEL_THREAD_H

#include "cap.h"
#include "cos/vcpu.h"
#include "machine.h"

/* One component call in progress: where the caller goes on. ip 0 marks fault calls, and the bottom
 * of the stack, which names the component that the thread started in. */
struct call_frame {
    uint64_t ip, sp;
    struct component *component;
    struct frame *frame; /* of the component; it is alive while frame->life == life */
    uint64_t life;
    struct user_bases bases; /* only of a caller with COS_COMP_FPU; 0 in free frames, as
                                the entry code needs it */
};

/* The last frames are for fault calls and the handler's own calls: a thread cannot keep its
 * supervisor out by nesting calls. */
#define CALL_RESERVE 3
#define CALL_FRAMES  (COS_CALL_DEPTH + 1 + CALL_RESERVE)

enum thread_state { THREAD_READY, THREAD_WAITING, THREAD_ENDED };

struct endpoint;

/* A page of its own. The machine's entry code relies on `regs` being first. */
struct thread {
    struct regs regs;
    uint64_t full;          /* RESUME_*: what it goes on with */
    struct call_frame *top; /* next free call frame */
    uint64_t id;
    struct component *component; /* where it runs; while it is running: see cpu.component */
    uint64_t life;               /* of that component */
    /* scheduling */
    uint64_t state, priority, cookie;
    uint64_t rank;         /* its priority when it wakes: the highest with COS_REPORTED_FIRST */
    struct thread *parent; /* the thread that dispatched it last */
    struct frame *parent_frame; /* it is that thread while parent_frame->life == parent_life */
    uint64_t parent_life;
    uint64_t nested;             /* dispatches in progress above it */
    uint64_t deadline, hand_off; /* of the dispatch it has in progress */
    uint64_t ran;                /* ticks */
    bool timed;                  /* its latest wait had a deadline, which the scheduler keeps */
    uint64_t reported;           /* COS_REPORTED_* */
    struct thread *woken, *woken_last; /* threads it dispatched that events
                                           have made ready since */
    uint64_t urgent;                   /* no thread in that queue has a higher rank */
    struct thread *next, *prev;        /* in the parent's list */
    uint64_t queued;                   /* is in it */
    struct endpoint *waiting, *bound;
    /* faults and vCPU */
    uint64_t fault_depth;
    struct cos_vcpu *vcpu;
    struct frame *client; /* page-table root of the client it is in, or NULL */
    uint64_t client_life;
    struct vcpu_return vcpu_return;  /* where the component goes on when the entry ends */
    struct user_bases bases;         /* while it is not running */
    uint64_t extended;               /* the machine's: 0 = FPU registers and bases
                                   are the initial ones */
    struct call_frame *extended_top; /* the machine's: `top` of the call that its
                                        FPU registers belong to */
    struct call_frame calls[CALL_FRAMES];
    struct regs faults[COS_FAULT_DEPTH];
    struct fpu_state fpu;
};
_Static_assert(sizeof(struct thread) <= COS_PAGE_SIZE, "a thread is one page");

struct endpoint {
    uint64_t bits;         /* events not fetched yet */
    struct thread *waiter; /* waits here */
    struct thread *bound;  /* events here interrupt it */
    uint64_t unused[5];
};
_Static_assert(sizeof(struct endpoint) * COS_ENDPOINTS == COS_PAGE_SIZE,
               "an endpoint page is one page");

static inline struct frame *thread_frame(struct thread *t)
{
    return frame_of(t);
}

/* Whether a component, which is alive, is the one the thread started in. */
static inline bool thread_home(const struct thread *t, const struct component *c)
{
    return c == t->calls[0].component && t->calls[0].frame->life == t->calls[0].life;
}

/* Reads a word of the vCPU page, once: its component, or a device of that, may change it at any
 * time. */
static inline uint64_t vcpu_word(const uint64_t *word)
{
    return __atomic_load_n(word, __ATOMIC_RELAXED);
}

void thread_init(struct thread *t, struct component *c, uint64_t entry, uint64_t argument,
                 uint32_t id);
int thread_end(struct frame *f);
void endpoints_end(struct frame *f);

/* Makes `t` the running thread; if its component has died it goes on in its caller, or ends. */
void thread_switch(struct thread *t);
/* Runs the one thread that events have made ready, if the scheduler's dispatch allows it. */
bool thread_hand_off(struct thread *scheduler);
/* Gives the CPU back to the thread that dispatched the running one. */
void thread_return(uint64_t cause, uint64_t deadline);
/* Leaves the component the running thread is in, as if it had returned EDEAD; ends the thread if no
 * component called it. */
void thread_unwind(struct thread *t);
/* Whether it is in a living component other than its own, or will return to one. */
bool thread_abroad(const struct thread *t);
/* An event has made `t` ready: queues it for its scheduler, which gets the CPU if
 * `t` is the more urgent. */
void thread_ready(struct thread *t);
/* The timer, or an interrupt sent to itself, has fired. */
void thread_timer(void);
static inline struct thread *thread_parent(const struct thread *t)
{
    return t->parent && t->parent_frame->life == t->parent_life ? t->parent : NULL;
}
/* Cookie of the next woken thread of a scheduler, taken from its queue; 0 = none. */
uint64_t thread_take_woken(struct thread *scheduler);
/* Takes it from its scheduler's queue of woken threads, if it is there. */
void thread_dequeue(struct thread *t);
/* Takes it from the endpoint it waits at, if any; it is ready then. */
void thread_stop_waiting(struct thread *t);

void endpoint_signal(struct endpoint *e, uint64_t bits);

/* Moves the running thread into a component, or back; registers are the caller's business. */
void component_enter(struct thread *t, struct component *c);
void component_return(struct thread *t, struct call_frame *to);

/* Handles a fault of the running thread, whose regs are complete. Without room to call the handler,
 * it ends the component. */
void fault(struct thread *t, uint64_t cause, uint64_t address, uint64_t code);

/* vCPU: ends the entry of a thread (running or not) in its client; delivers an upcall if due. */
void vcpu_exit(struct thread *t, uint64_t cause, uint64_t address, uint64_t code);
void vcpu_event(struct thread *t);
/* Takes the thread's vCPU page away. */
void vcpu_unbind(struct thread *t);

#endif
