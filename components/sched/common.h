/* SPDX-License-Identifier: BSD-2-Clause */
/* The scheduler's own data, shared by its files. */
#ifndef COMPONENTS_SCHED_H
#define COMPONENTS_SCHED_H

#include <sched.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define YIELDED (INT64_MIN / 2) /* as struct thread.left: it has given up the rest of its slice */

enum state { ABSENT, READY, BLOCKED, DEPLETED, ENDED };

/* Kinds of deadlines. A thread has one of each. RENEWAL: its budget is renewed. */
enum deadline_kind { WAIT, TIMER, RENEWAL, DEADLINE_KINDS };

struct deadline {
    uint64_t time;
    uint16_t position; /* in the heap, from 1; 0 = not armed */
    uint8_t kind;
    uint8_t thread;
};

struct thread {
    struct thread *next; /* in the queue of its priority */
    uint64_t slot;       /* capability; also the index: SCHED_SLOT_THREAD(id) */
    int64_t left;        /* ticks of its slice; it keeps the rest when a more
                            urgent thread preempts it */
    int64_t quantum;     /* length of a new slice */
    uint8_t state;
    bool alone;                /* no other thread has competed since it was queued */
    uint8_t priority;          /* now: priority_of() */
    uint8_t base;              /* without inheritance: the one that the kernel knows */
    uint8_t own, low, ceiling; /* its own; its SCHED_LOWER limit; that of its section, 0 = none */
    struct thread *heir; /* while it waits: the thread for which it does, if it lends to that */
    uint64_t waiters;    /* bit i: thread i waits for it, or for one that does, and so on */
    /* Of the last one in a chain, which waits for no heir: */
    uint8_t inherited;     /* the highest priority of `waiters`, 0 = none */
    struct thread *lender; /* the one of them that has this priority */
    struct deadline deadlines[DEADLINE_KINDS];

    /* The CPU time of its runs, in ticks, the scheduler's own before each of them included. If the
     * kernel has handed the CPU on, the last thread spends all; then no other thread of either
     * priority is ready, and it costs none. */
    uint64_t spent;
    uint64_t charged; /* part of it, charged to others */
    uint64_t before;  /* CPU time of its earlier lives, by the kernel's account */

    uint64_t since;   /* TSC time since which it has been ready without running */
    uint64_t longest; /* the longest such time, in ticks */

    /* Its share among threads of its priority (queue.c). */
    uint32_t weight;
    uint64_t used; /* ticks that it has used in competition, divided by its weight */
    uint64_t seen; /* `spent` when `used` was updated */

    /* Its budget (account.c), in ticks; 0: it has none. */
    uint64_t budget, period;
    int64_t credit;   /* ticks that it may run before `renewal`; negative: debt */
    uint64_t renewal; /* TSC time */
    uint64_t missed;  /* how often it had to wait for its renewal, */
    uint64_t awaited; /* the latest such renewal */

    uint64_t clients; /* bit i: it may charge its time to thread i */
    uint64_t payers;  /* those of `clients` that may have a higher priority */
};

extern struct thread threads[SCHED_THREADS];
extern uint64_t slice;         /* SCHED_SLICE_US in ticks */
extern uint64_t ended_threads; /* bit i: thread i is ENDED */
extern uint64_t counted;       /* until then, the time of the last dispatch is in `spent` */

static inline uint64_t thread_id(const struct thread *t)
{
    return (uint64_t)(t - threads);
}

/* ---- timers.c ---- */

extern uint64_t deadline_next; /* the earliest; COS_FOREVER if there is none */
/* COS_FOREVER: cancel */
void deadline_set(struct thread *t, enum deadline_kind kind, uint64_t time);
/* The last deadline_expired() has left some that had passed: the priority of the most urgent one;
 * -1: there was none. */
extern int deadline_left;
/* The earliest of the others comes at this time, or later. */
extern uint64_t deadline_coming;
/* The thread has another priority now: updates deadline_left. */
void deadline_raise(const struct thread *t);
/* The priority of the thread for which it matters. */
uint8_t deadline_urgency(const struct deadline *d);
/* Takes the most urgent deadline out of those that are not after `now`, the earliest one of these,
 * if it is at least that urgent; else NULL. */
struct deadline *deadline_expired(uint64_t now, uint8_t least);

#endif
