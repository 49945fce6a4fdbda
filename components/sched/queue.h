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

static inline void queue_insert(struct thread *t)
{
    struct queue *q = &queues[t->priority];

    t->next = NULL;
    t->left = (int64_t)slice;
    if (q->first == NULL) {
        q->first = t;
        filled[t->priority / WORD_BITS] |= 1ull << t->priority % WORD_BITS;
        filled_words |= 1ull << t->priority / WORD_BITS;
    } else {
        q->last->next = t;
    }
    q->last = t;
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

/* Moves it to the end of its queue, with a new slice. */
static inline void queue_rotate(struct thread *t)
{
    queue_remove(t);
    queue_insert(t);
}

#define NOT_LOWERED UINT8_MAX /* as struct thread.low */

/* Computes a thread's priority without inheritance. */
static inline uint8_t priority_base(const struct thread *t)
{
    return t->ceiling != 0 ? t->ceiling : t->low < t->own ? t->low : t->own;
}

static inline uint8_t priority_of(const struct thread *t)
{
    return t->inherited > t->base ? t->inherited : t->base;
}

/* Updates its priority, also in the queues. `runs`: it is the running thread, which goes on before
 * others of the new priority, with the rest of its slice. Returns whether anything has changed. */
bool priority_apply(struct thread *t, bool runs);

/* ---- priority.c ---- */

/* Updates its base, also in the kernel, then its priority. Returns as priority_apply(). */
bool priority_change(struct thread *t, bool runs);

/* ---- tell.c ---- */

/* Tells the kernel the thread's base. In a file of its own, so that tests can replace the
 * kernel. */
void thread_tell(const struct thread *t);

/* ---- inheritance.c ---- */

/* `t` waits now: the thread of that id, if there is one, inherits its priority. */
void inheritance_begin(struct thread *t, uint64_t id);
void inheritance_end(struct thread *t);
/* Updates what `t` inherits, after a change of the waiting threads or their priorities. */
void inheritance_update(struct thread *t);
/* `t` has ended, and inherits nothing any more. */
void inheritance_forget(struct thread *t);

#endif
