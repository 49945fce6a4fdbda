/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exhaustive exploration of two programs that share memory: every order of their accesses, every
 * delay of their stores, and a restart of either at any point. The programs are real code, with
 * stacks of their own; an access to shared memory goes through the functions of lib/link/shared.h
 * and is where the other may go on. Stores wait in a buffer, as in real machines, until they are
 * seen by the other side at any later time, but for fences.
 */
#ifndef EXPLORE_H
#define EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct exploration {
    void (*program)(unsigned side);    /* of both; it never returns */
    const char *(*wrong_at_end)(void); /* what is wrong when nothing can happen any more, or NULL */
    void (*forget_history)(
        void); /* makes states the same from which the same can follow; it is undone */
    unsigned restarts[2];
    bool reorder; /* stores overtake each other, unless they publish what went before (release) */
    bool without_fences; /* to see that this is found out; steps are not printed */
};

/* Declares static data of the programs, or memory they share, as part of the state. At most 8
 * pieces. */
void explore_data(void *start, size_t bytes);

/* The value of the nth store to the word that the other side does not see yet, or NULL. */
uint64_t *explore_pending(const uint64_t *word, unsigned n);

/* Explores all there is, prints how much that was. Result: NULL, or what went wrong, with the steps
 * to it printed. */
const char *explore(const struct exploration *exploration);

/* ---- Called by programs ---- */

void explore_ring(unsigned side);
void explore_wait(void); /* until rung, which may have been before */
void explore_clear_bell(void);
void explore_fail(const char *what);

#endif
