/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lies in the memory of a link, and the only ways to touch it (buffers apart). In this order:
 * the two sides, for each channel its rings, and from a page boundary each the pools. Every word is
 * written by one side only.
 */
#ifndef LINK_SHARED_H
#define LINK_SHARED_H

#include <stdint.h>

struct link_side {
    uint64_t hello;  /* epoch of this side << 32 | epoch of the other that it
                        answers; epoch 0: not there */
    uint64_t asleep; /* this side's number of the sleep it is in, to be rung for, << 1 |
                        SLEEP_HUNGRY; 0: awake */
    uint64_t unused[6];
};

#define SLEEP_HUNGRY 1u /* for completions, too; not just for requests */

struct link_tail {
    uint64_t count, unused[7];
};

struct link_rings {                         /* and behind it requests, completions */
    struct link_tail requests, completions; /* how many were published */
};

enum { REQUEST_WORDS = 4, COMPLETION_WORDS = 2 };

#ifdef LINK_MODEL /* tests see and delay every access */
uint64_t shared_load(const uint64_t *word);
void shared_store(uint64_t *word, uint64_t value);
void shared_read(uint64_t *to, const uint64_t *from, unsigned words);
void shared_write(uint64_t *to, const uint64_t *from, unsigned words);
void shared_fence(void);
#else
/* What the other side wrote before it stored the word is seen after this load. */
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

/* Stores before it are seen by the other side before loads after it are done. */
static inline void shared_fence(void)
{
    __atomic_thread_fence(__ATOMIC_SEQ_CST);
}
#endif

#endif
