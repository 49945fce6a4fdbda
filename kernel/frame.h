/* SPDX-License-Identifier: BSD-2-Clause */
/* The frame table: what each page frame of RAM is, and whether capabilities to the
 * object in it still hold. */
#ifndef KERNEL_FRAME_H
#define KERNEL_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cos/abi.h"
#include "machine.h"

#define FRAME_MAPPINGS (1u << 31) /* most of one frame, so that its count cannot wrap */
/* beside the COS_FRAME_* of the ABI: no RAM, or RAM that the kernel does not use */
#define FRAME_DEVICE 7

/*
 * A capability to an object remembers the generation of the object's frame and is void once they
 * differ: ending or revoking an object takes one increment, however many capabilities there are. A
 * count of 64 bits never wraps.
 */
struct frame {
    uint64_t gen;  /* of capabilities: changes on revocation and when the object ends */
    uint64_t life; /* of the object: changes when it ends; call frames and running
                        threads compare this one */
    union {
        uint64_t parent; /* page-table or capability node: address of the entry that
                            points here, 0 = none */
        int64_t rights;  /* user memory: sum of pte_count() over its mappings
                            in components' tables */
    };
    uint32_t refs;  /* user memory: mappings; page-table root: components; thread:
                        dispatches in progress */
    uint8_t type;   /* COS_FRAME_* */
    uint8_t level;  /* page-table node: 1 = leaf */
    uint8_t client; /* page-table node: for vCPU clients */
};

extern struct frame *frames;
extern uint64_t frame_count;

static inline struct frame *frame_at(uint64_t pfn)
{
    return pfn < frame_count ? &frames[pfn] : NULL;
}

static inline uint64_t frame_number(const struct frame *f)
{
    return (uint64_t)(f - frames);
}

/* A frame's contents, through the direct map; and the reverse. */
static inline void *frame_memory(const struct frame *f)
{
    return direct_map(frame_number(f) << COS_PAGE_SHIFT);
}

static inline struct frame *frame_of(const void *memory)
{
    return &frames[direct_map_address(memory) >> COS_PAGE_SHIFT];
}

void frame_make(struct frame *f, uint8_t type); /* free frame -> zeroed memory of a kernel object */
/* kernel object -> free, zeroed; voids what refers to it */
void frame_end(struct frame *f);
void frame_end_clear(struct frame *f); /* likewise, if its memory is all zeros */

#endif
