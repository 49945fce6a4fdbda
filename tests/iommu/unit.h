/* SPDX-License-Identifier: BSD-2-Clause */
/* A unit made of C after the specification: vtd.c reads and writes its registers here. */
#ifndef UNIT_H
#define UNIT_H

#include <stdbool.h>
#include <stdint.h>

#include "vtd.h"

#define FAULTS 4

/* Capabilities: 65536 domains, 3 and 4 levels, fault records at 0x220, drains. */
#define CAPABILITIES (6ull | 6ull << 8 | 0x22ull << 24 | (FAULTS - 1ull) << 40 | 3ull << 54)
#define NEEDS_FLUSH  (1ull << 4)
#define PROTECTS     (1ull << 5)
/* Extended ones: a queue, interrupts, IOTLB invalidation at 0xf0. */
#define EXTENDED (2ull | 8ull | 0xfull << 8)
#define NO_QUEUE (0xfull << 8)

struct model {
    uint64_t capabilities, extended;
    uint32_t status;           /* status register */
    uint64_t root, interrupts; /* in use, by SET_ROOT and SET_INTERRUPTS */
    unsigned contexts_forgotten, all_forgotten, interrupts_forgotten, flushes;
    uint16_t domain_forgotten;
    bool drained; /* whether the last invalidation of translations drained */
    bool protected;
    unsigned mistakes; /* the driver's mistakes */
    unsigned events;   /* fault events raised */

    unsigned deaf_to; /* command bits that it ignores */
    bool stuck;       /* neither the queue nor invalidation by registers finishes */
    bool bad_queue;   /* its queue stops with an error */
};
extern struct model model;

/* Makes a new unit, with a matching struct vtd. */
void model_make(struct vtd *unit, uint64_t capabilities, uint64_t extended);
/* Blocks a device's access. Returns false if there is no room to record it. */
bool model_fault(uint64_t address, uint16_t source, uint8_t reason, bool write);

#endif
