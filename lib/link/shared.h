/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The contents of a link's memory, and the only functions that access it, except buffers. The order
 * is: the two sides, each channel's rings, and the pools, each from a page boundary. Only one side
 * writes each word.
 */
#ifndef LINK_SHARED_H
#define LINK_SHARED_H

#include <stdint.h>

struct link_side {
    uint64_t hello;  /* this side's epoch << 32 | the other's epoch that it answers; epoch 0: not
                      * there */
    uint64_t asleep; /* the number of this side's current sleep << 1 | SLEEP_HUNGRY; 0: awake */
    uint64_t unused[6];
};

#define SLEEP_HUNGRY 1u /* ring for completions, too, not just for requests */

struct link_tail {
    uint64_t count, unused[7];
};

struct link_rings {                         /* the entries follow: requests, then completions */
    struct link_tail requests, completions; /* numbers of published entries */
};

enum { REQUEST_WORDS = 4, COMPLETION_WORDS = 2 };

#ifdef LINK_MODEL /* tests see and delay every access */
uint64_t shared_load(const uint64_t *word);
void shared_store(uint64_t *word, uint64_t value);
void shared_read(uint64_t *to, const uint64_t *from, unsigned words);
void shared_write(uint64_t *to, const uint64_t *from, unsigned words);
void shared_fence(void);
#else
/* All writes of the other side before its store of the word are visible after this load. */
static inline uint64_t shared_load(const uint64_t *word)
{
    return __atomic_load_n(word, __ATOMIC_ACQUIRE);
}

static inline void shared_store(uint64_t *word, uint64_t value)
{
    __atomic_store_n(word, value, __ATOMIC_RELEASE);
}

/* Copies once, before all later loads. */
static inline void shared_read(uint64_t *to, const uint64_t *from, unsigned words)
{
#pragma GCC unroll 4
    for (unsigned i = 0; i < words; i++)
        to[i] = __atomic_load_n(from + i, __ATOMIC_RELAXED);
    __atomic_thread_fence(__ATOMIC_ACQUIRE);
}

static inline void shared_write(uint64_t *to, const uint64_t *from, unsigned words)
{
#pragma GCC unroll 4
    for (unsigned i = 0; i < words; i++)
        __atomic_store_n(to + i, from[i], __ATOMIC_RELAXED);
}

/* The other side sees all stores before the fence before any load after it is done. */
static inline void shared_fence(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
#endif

#endif
