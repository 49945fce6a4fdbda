/* SPDX-License-Identifier: BSD-2-Clause */
/* Exhaustive exploration of two programs that share memory: every order of their accesses, every
 * delay of their stores, and a restart of either at any point. The programs are real code, with
 * stacks of their own; each access to shared memory goes through the functions of
 * lib/link/shared.h, where the other program may take over. Stores wait in a buffer, as in real
 * machines, until the other side sees them at any later time; only fences limit the delay. */
#ifndef EXPLORE_H
#define EXPLORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct exploration {
    void (*program)(unsigned side);    /* both sides'; it never returns */
    const char *(*wrong_at_end)(void); /* what is wrong when nothing more can happen, or NULL */
    void (*forget_history)(void); /* makes states with the same futures the same; it is undone */
    unsigned restarts[2];
    bool reorder; /* stores overtake each other, unless they publish earlier ones (release) */
    bool without_fences; /* to check that the exploration finds that; it prints no steps */
};

/* Declares static data of the programs, or memory that they share, as part of the state. At most 8
 * pieces. */
void explore_data(void *start, size_t bytes);

/* Returns the value of the nth store to the word that the other side does not see yet, or NULL. */
uint64_t *explore_pending(const uint64_t *word, unsigned n);

/* Explores all states, and prints how many there were. Returns NULL, or the fault, with the steps
 * to it printed. */
const char *explore(const struct exploration *exploration);

/* ---- For the programs ---- */

void explore_ring(unsigned side);
void explore_wait(void); /* until rung, perhaps already */
void explore_clear_bell(void);
void explore_fail(const char *what);

#endif
