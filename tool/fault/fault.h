/* SPDX-License-Identifier: BSD-2-Clause */
/* `evm fault`: injects faults into a running system. */
#ifndef FAULT_H
#define FAULT_H

#include "system/system.h"

struct fault_options {
    uint64_t seed, count, replay;  /* replay 0: all */
    uint64_t settle_us, window_us; /* of the system's time; 0: the usual ones */
    struct strings targets, kinds; /* empty: the usual ones, all */
    const char *wrong, *json;      /* NULL: the usual one, none */
    bool verbose;
};

#define FAULT_COUNT_MOST 1000000

/* Exit statuses of `evm fault`; those of the tool itself are FAULT_TOOL + enum outcome. Others are
 * 128 + signal. */
enum fault_status {
    FAULT_ALL_CONTAINED = 0,
    FAULT_ESCAPED = 1,
    FAULT_NOTHING = 2, /* no fault was triggered */
    FAULT_TOOL = 120,
};

/* Runs a built system with faults, and prints what has come of them. Returns an enum
 * fault_status. */
int fault_run(const struct buffer *bootable, uint64_t memory, const struct strings *devices,
              const struct manifest *manifest, const struct fault_options *options);

#endif
