/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether, and when, a component that has ended is started again. No system calls. */
#ifndef SUPERVISOR_RESTART_H
#define SUPERVISOR_RESTART_H

#include <evm/image.h>
#include <stdbool.h>
#include <stdint.h>

/* The history of a component's restarts. All zero: there was none. Times are ticks of one clock. */
struct restart {
    uint64_t born;   /* start of its last life, if that was a restart */
    uint64_t pause;  /* the pause before that */
    uint64_t period; /* start of the period */
    uint32_t count;  /* restarts in the period */
};

enum restart_cause {
    ENDED_WELL,
    ENDED_BADLY,
    ENDED_TO_BEGIN, /* it has asked for its restart: it gets one, whatever the policy, within the
                       policy's limits */
};

enum restart_answer {
    RESTART_NO, /* the manifest does not want it */
    RESTART_YES,
    RESTART_SPENT, /* the manifest wants it, but there were too many */
};

/* Returns the limits of restarts for a component: its policy's, or, without one, for components
 * that ask for a restart, a pause of 1 ms and 10 restarts in a minute. */
const struct evm_restart *restart_limits(const struct evm_restart *policy);

/* Decides on a restart; call it once for each end, which may be before restart_done() of that life:
 * a component may end before its start is recorded. tick_ms: ticks in a millisecond; *due: when, if
 * the answer is yes. */
enum restart_answer restart_ask(struct restart *restart, const struct evm_restart *policy,
                                enum restart_cause cause, uint64_t now, uint64_t tick_ms,
                                uint64_t *due);

/* Records a restart. */
void restart_done(struct restart *restart, uint64_t now);

#endif
