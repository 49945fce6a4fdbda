/* SPDX-License-Identifier: BSD-2-Clause */
/* What has come of a fault: whether it showed, where, and whether its target is back. */
#ifndef FAULT_JUDGE_H
#define FAULT_JUDGE_H

#include "watch.h"

struct outcome_seen {
    const struct watch *watch; /* since the fault */
    uint64_t silent;           /* components that should have printed and have not, a bit each */
    bool ended, stands;        /* the system */
    bool begun;                /* the target has begun a new life */
};

/* Sets the result of the fault. A component with an earlier fault in it that fails now shows that
 * one: tainted[i] is the number of component i's, 0: none. A wrong answer that a
 * neighbour reports with the target's name is the target's. Returns false if the system must start
 * anew for the next fault. */
bool judge(const struct subjects *subjects, struct fault *faults, const uint32_t tainted[],
           struct fault *fault, const struct outcome_seen *seen);

#endif
