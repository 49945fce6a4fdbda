/* SPDX-License-Identifier: BSD-2-Clause */
/* Two sides that use a link correctly, and memory between them that lies: between calls, and
 * between any two accesses of one call. Whatever the memory holds, a call ends soon, touches
 * nothing outside, and returns a result that makes sense, or that the link is broken. */
#ifndef HOSTILE_H
#define HOSTILE_H

#include <stdint.h>

/* Bytes of a record, which decides a step: they are the next random numbers (random.h). */
#define HOSTILE_BYTES 16

extern struct hostile_seen { /* since the program began */
    uint64_t corruptions, useful, refused;
} hostile_seen;

/* Seeds the random numbers, for records that are NULL. */
void hostile_seed(void);

/* Connects both sides. */
void hostile_begin(void);
/* Makes a call of a side. One in `lies` accesses to memory finds something wrong, 0: none. */
void hostile_step(const uint8_t *record, unsigned lies);
void hostile_end(void);

#endif
