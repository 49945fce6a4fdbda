/* SPDX-License-Identifier: BSD-2-Clause */
/* What a driver that says anything (prober.c) and the component that kills it (warden.c) share. */
#ifndef PROBER_H
#define PROBER_H

#include <stdint.h>

struct probes {
    uint64_t seed;           /* of its next life */
    uint64_t calls, strange; /* all; those with a result that devices.h does not name */
    int64_t last_strange;
    uint64_t good[8]; /* by method: those that were done */
};

#endif
