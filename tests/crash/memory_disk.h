/* SPDX-License-Identifier: BSD-2-Clause */
/* A disk in memory for the tests of the ring, which may lose power, and its records. */
#ifndef MEMORY_DISK_H
#define MEMORY_DISK_H

#include "crash/log.h"
#include "ring.h"

#define SLOTS 5 /* of the ring */
#define BYTES ((1 + SLOTS) * EVM_CRASH_SLOT)
#define NEVER UINT32_MAX

extern unsigned char disk[BYTES];
extern uint32_t sectors_left;    /* until the power goes */
extern uint32_t writes, flushes; /* sectors written, and flushes, so far */
extern const struct ring_disk whole;

/* Reads the disk as `evm crash` does. */
const char *look(struct crash_log *log);
/* Returns the record of a run with that order. */
struct evm_crash_record make(uint64_t order);
/* Writes such a record, and flushes. */
bool add(struct ring *ring, uint64_t order);
/* Fills the disk with that many records of one run. */
void fill(uint64_t count);

#endif
