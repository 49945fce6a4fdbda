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
    unsigned rung; /* how often */
};

extern struct side sides[SIDES];
extern bool lazy;    /* sides that begin from now on */
extern void *memory; /* of the link: exactly as much as it needs */

int pair_setup(void **state);
int pair_teardown(void **state);

/* A side begins, anew perhaps; the owner with cleared memory. */
void pair_open(unsigned side);

/* Both sides begin and know of each other. */
void pair_connect(void);

/* Lets them get to know each other, again perhaps. */
void pair_shake_hands(void);

/* A request that holds `value`, submitted with it as its cookie, not published yet. Result: its
 * buffer. */
uint32_t pair_submit(struct link_channel *channel, uint64_t value);

#endif
