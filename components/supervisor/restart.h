/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether, and when, a component that has ended is started again. No system calls. */
#ifndef SUPERVISOR_RESTART_H
#define SUPERVISOR_RESTART_H

#include <evm/image.h>
#include <stdbool.h>
#include <stdint.h>

/* What is to be known of a component's lives. All zero: there was one at most. Times
 * are ticks of one clock. */
struct restart {
    uint64_t born;   /* its last life, if there was one before */
    uint64_t pause;  /* before that */
    uint64_t period; /* when it began */
    uint32_t count;  /* restarts in the period */
};

enum restart_cause {
    ENDED_WELL,
    ENDED_BADLY,
    ENDED_TO_BEGIN, /* it has asked for its next life: it gets one whatever the policy,
                       within the policy's limits */
};

enum restart_answer {
    RESTART_NO, /* the manifest does not ask for it */
    RESTART_YES,
    RESTART_SPENT, /* it does, but that has been done too often */
};

/* The pauses and the maximum that hold for a component: its policy's; without one, for those that
 * begin anew by themselves, 1 ms and 10 in a minute. */
const struct evm_restart *restart_limits(const struct evm_restart *policy);

/* To be asked once for each end. tick_ms: ticks in a millisecond; *due: when,
 * if the answer is yes. */
enum restart_answer restart_ask(struct restart *restart, const struct evm_restart *policy,
                                enum restart_cause cause, uint64_t now, uint64_t tick_ms,
                                uint64_t *due);

/* It has been started again. */
void restart_done(struct restart *restart, uint64_t now);

#endif
