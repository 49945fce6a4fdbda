/* SPDX-License-Identifier: BSD-2-Clause */
/* Two sides of one link in one process. */
#ifndef PAIR_H
#define PAIR_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <link/link.h>

#ifndef DEPTH
#define DEPTH 4
#endif
#define BUFFER_BYTES 128

enum { OWNER, PEER, SIDES };
enum { OUT, BACK, CHANNELS }; /* from owner to peer, from peer to owner */

struct side {
    struct link link;
    struct link_slot slots[CHANNELS * DEPTH];
    unsigned rung; /* number of doorbells */
};

extern struct side sides[SIDES];
extern bool lazy;    /* for sides that begin from now on */
extern void *memory; /* the link's: exactly as much as it needs */

int pair_setup(void **state);
int pair_teardown(void **state);

/* Begins a side, perhaps again; the owner with cleared memory. */
void pair_open(unsigned side);

/* Both sides begin and connect. */
void pair_connect(void);

/* Connects them, perhaps again. */
void pair_shake_hands(void);

/* Submits a request that holds `value`, with it as its cookie, and does not publish it yet. Returns
 * its buffer. */
uint32_t pair_submit(struct link_channel *channel, uint64_t value);

#endif
