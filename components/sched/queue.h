/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ready threads by priority. The first one of the highest priority runs; it stays queued meanwhile.
 * Inline, since each wakeup pays for it.
 */
#ifndef COMPONENTS_SCHED_QUEUE_H
#define COMPONENTS_SCHED_QUEUE_H

#include "common.h"

#define PRIORITIES 256
#define WORD_BITS  64
#define WORDS      (PRIORITIES / WORD_BITS)

struct queue {
    struct thread *first, *last;
    uint64_t floor; /* the least `used` of threads that compete; never falls */
};

extern struct queue queues[PRIORITIES];
extern uint64_t filled[WORDS]; /* bit p % 64 of word p / 64: queue p is not empty */
extern uint64_t filled_words;  /* bit w: word w is not 0 */

static inline unsigned highest(uint64_t word)
{
    return (unsigned)__builtin_clzll(word) ^ (WORD_BITS - 1);
}

/* NULL if no thread is ready. */
static inline struct thread *queue_first(void)
{
    unsigned word;

    if (filled_words == 0)
        return NULL;
    word = highest(filled_words);
    return queues[word * WORD_BITS + highest(filled[word])].first;
}

/* Returns the priority of the most urgent ready thread except `t`, which is the first; -1: there is
 * none. */
static inline int queue_second(const struct thread *t)
{
    unsigned word = t->priority / WORD_BITS;
    uint64_t below = filled[word] & ((1ull << t->priority % WORD_BITS) - 1);

    if (t->next != NULL)
        return t->priority;
    while (below == 0 && word != 0)
        below = filled[--word];
    return below != 0 ? (int)(word * WORD_BITS + highest(below)) : -1;
}

/* Inserts it into a queue that is not empty, behind the first one, whose slice goes on. */
void queue_join(struct queue *q, struct thread *t);

static inline void queue_insert(struct thread *t)
{
    struct queue *q = &queues[t->priority];

    t->left = t->quantum;
    if (q->first != NULL) {
        queue_join(q, t);
        return;
    }
    t->next = NULL;
    t->alone = true;
    q->first = q->last = t;
    filled[t->priority / WORD_BITS] |= 1ull << t->priority % WORD_BITS;
    filled_words |= 1ull << t->priority / WORD_BITS;
}

/* Removes a thread that is not the first. */
void queue_unlink(struct queue *q, struct thread *t);

static inline void queue_remove(struct thread *t)
{
    struct queue *q = &queues[t->priority];
    uint64_t *word = &filled[t->priority / WORD_BITS];

    if (q->first != t) {
        queue_unlink(q, t);
        return;
    }
    q->first = t->next;
    if (q->first == NULL) {
        *word &= ~(1ull << t->priority % WORD_BITS);
        if (*word == 0)
            filled_words &= ~(1ull << t->priority / WORD_BITS);
    }
}

/* Inserts it before all others of its priority, with the rest of its slice. */
static inline void queue_insert_first(struct thread *t)
{
    struct queue *q = &queues[t->priority];

    t->next = q->first;
    q->last = q->first != NULL ? q->last : t;
    q->first = t;
    filled[t->priority / WORD_BITS] |= 1ull << t->priority % WORD_BITS;
    filled_words |= 1ull << t->priority / WORD_BITS;
}

/* Makes it READY, with a new slice. */
static inline void queue_append(struct thread *t)
{
    t->state = READY;
    queue_insert(t);
}

/* Its slice is over: gives it a new one, and the place that its share of the CPU demands. */
void queue_rotate(struct thread *t);

/* The same, behind at least one other thread. */
void queue_yield(struct thread *t);

/* Adds to what it has used; as a thread that has used more, it gets a later place. */
void queue_charge(struct thread *t, uint64_t ticks);

/* `t` has run for `ticks` in the place of `lender`, which has no budget: if others of their
 * priority were ready, that is part of its share. */
void queue_charge_lender(struct thread *lender, const struct thread *t, uint64_t ticks);

/* Gives it another priority. What it has used counts there as it did among those of its last one:
 * neither a claim nor a lag comes from the move. It is in no queue. */
void queue_move(struct thread *t, uint8_t priority);

#define NOT_LOWERED UINT8_MAX /* as struct thread.low */

/* Computes a thread's priority without inheritance. */
static inline uint8_t priority_base(const struct thread *t)
{
    return t->ceiling != 0 ? t->ceiling : t->low < t->own ? t->low : t->own;
}

/* Whether it has used up its budget, and is in no section. */
static inline bool is_out_of_time(const struct thread *t)
{
    return t->budget != 0 && t->credit <= 0 && t->ceiling == 0;
}

/* Out of time, it runs only for threads that wait for it. */
static inline uint8_t priority_of(const struct thread *t)
{
    return t->inherited > t->base || is_out_of_time(t) ? t->inherited : t->base;
}

/* Returns the thread whose priority it has now: itself, unless it has inherited it. */
static inline struct thread *payer_of(struct thread *t)
{
    return t->lender != NULL && (t->inherited > t->base || is_out_of_time(t)) ? t->lender : t;
}

/* Updates its priority, also in the queues. `runs`: it is the running thread, which goes on before
 * others of the new priority, with the rest of its slice. Returns whether anything has changed. */
bool priority_apply(struct thread *t, bool runs);

/* ---- priority.c ---- */

/* Updates its base, also in the kernel, then its priority. Returns as priority_apply(). */
bool priority_change(struct thread *t, bool runs);

/* ---- tell.c ---- */

/* Tells the kernel the thread's base, and how to report that an event wakes it. In a file of its
 * own, so that tests can replace the kernel. */
void thread_tell(const struct thread *t);
/* The same with another priority. */
void thread_tell_as(const struct thread *t, uint8_t priority);

/* ---- account.c ---- */

/* Whether `t` may charge time to that client: to one that it serves, and whose time it could take
 * itself, so that a component that breaks the rules gets no more power by this. Any threads. */
bool account_may_charge(const struct thread *t, const struct thread *client);
/* The same for a client of a service for which `t` works. */
bool account_may_charge_for(const struct thread *t, const struct thread *service,
                            const struct thread *client);
/* Another component has run for `ticks` on its behalf. Any thread. `runs`: it is the running
 * thread, which stays in its queue until the scheduler decides again. */
bool account_charge(struct thread *t, uint64_t ticks, bool runs);
/* Its component is dead: makes it READY, whatever its budget, as it only runs to end. It is neither
 * READY nor ENDED. */
void account_end(struct thread *t);

/* These may be called for threads with a budget only. */

/* It has run for `ticks` until now. */
void account_use(struct thread *t, uint64_t ticks, uint64_t now);
/* It is ready to run: makes it READY, if it has time. */
void account_ready(struct thread *t, uint64_t now);
/* Its slice is over, and it is out of time. */
void account_slice_over(struct thread *t);
/* Its time of renewal has come. */
bool account_renewed(struct thread *t, uint64_t now);
/* Threads that wait for it, its sections or what it has left have changed: it runs, waits for its
 * renewal or lends its priority from now on as these allow. Returns whether the priority that it
 * lends its heir has changed: inheritance_update() must follow. account_charge() and
 * account_renewed() return the same. */
bool account_settle(struct thread *t);

/* ---- inheritance.c ---- */

/* `t` waits now: the thread of that id, if there is one, inherits its priority, unless that thread
 * waits for `t`. */
void inheritance_begin(struct thread *t, uint64_t id);
/* It does not wait any more. */
void inheritance_end(struct thread *t);

/* The same, for any thread that wakes. Without an heir, it may have lost that: then what its own
 * waiters lend is not known yet. */
static inline void inheritance_wake(struct thread *t)
{
    if (t->heir != NULL || t->waiters != 0)
        inheritance_end(t);
}

/* Updates what the last one of the chain inherits in which `t` is, after a change of the waiting
 * threads or their priorities. NULL: none. */
void inheritance_update(struct thread *t);
/* `t` has ended, and inherits nothing any more. */
void inheritance_forget(struct thread *t);

/* These may be called for threads with a lender only. */

/* It has run for `ticks` until now: charges these to its budget, and to that of the thread whose
 * priority it had. */
void inheritance_use(struct thread *t, uint64_t ticks, uint64_t now);
/* Returns what is left of its slice, or of the time of the thread whose priority it has. */
int64_t inheritance_left(struct thread *t);

/* It has run for `ticks` until now. */
static inline void use(struct thread *t, uint64_t ticks, uint64_t now)
{
    t->spent += ticks;
    if (t->lender != NULL)
        inheritance_use(t, ticks, now);
    else if (t->budget != 0)
        account_use(t, ticks, now);
}

#endif
