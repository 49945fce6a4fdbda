/* SPDX-License-Identifier: BSD-2-Clause */
/* The fuzzer's means: slots and pages to make objects in, a component of its own memory that makes
 * the system calls it is told to, a client, and a handler of that component's faults. */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "domain.h"
#include "random.h"

#define PLAY_SLOTS 48
#define PLAY_PAGES 24
#define PLAY_AREA  0x2000000000 /* addresses that nothing else uses */
/* as the child's first argument: fault once, then return CHILD_FAULTED */
#define CHILD_FAULT   UINT64_MAX
#define CHILD_FAULTED 7

extern struct domain fuzz_child, fuzz_client;
extern uint64_t fuzz_slots, fuzz_pages; /* first free slot and page */
extern struct random fuzz_random;

extern const uint8_t fuzz_fault[]; /* the handler's entry */

void fuzz_world_make(void);
/* Counts a call, and its success. */
void fuzz_count(unsigned op, int64_t result);

static inline uint64_t below(uint64_t limit)
{
    return random_next(&fuzz_random) % limit;
}
static inline bool one_in(uint64_t n)
{
    return below(n) == 0;
}

#endif
