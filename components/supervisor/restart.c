/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pauses double while a component lives shorter than the last pause, but all restarts of a period
 * always fit into half of it: the supervisor gives up a component that always ends at once before
 * the period is over.
 */
#include "restart.h"

const struct evm_restart *restart_limits(const struct evm_restart *policy)
{
    static const struct evm_restart without = {EVM_RESTART_NEVER, 1, 10, 60000};

    return policy->when == EVM_RESTART_NEVER ? &without : policy;
}

static bool is_wanted(const struct evm_restart *policy, enum restart_cause cause)
{
    return cause == ENDED_TO_BEGIN || policy->when == EVM_RESTART_ALWAYS ||
           (policy->when == EVM_RESTART_FAILURE && cause == ENDED_BADLY);
}

static uint64_t next_pause(const struct restart *restart, const struct evm_restart *policy,
                           uint64_t now, uint64_t tick_ms)
{
    uint64_t least = policy->backoff * tick_ms, most = policy->period * tick_ms / 2 / policy->most;
    bool lived = now >= restart->born && now - restart->born >= restart->pause;
    uint64_t pause = lived ? least : 2 * restart->pause;

    return pause < most ? pause : most > least ? most : least;
}

enum restart_answer restart_ask(struct restart *restart, const struct evm_restart *policy,
                                enum restart_cause cause, uint64_t now, uint64_t tick_ms,
                                uint64_t *due)
{
    if (!is_wanted(policy, cause))
        return RESTART_NO;
    policy = restart_limits(policy);
    if (restart->count == 0 || now - restart->period >= policy->period * tick_ms) {
        restart->count = 0;
        restart->period = now;
    }
    if (restart->count == policy->most)
        return RESTART_SPENT;
    restart->count++;
    restart->pause = next_pause(restart, policy, now, tick_ms);
    *due = now + restart->pause;
    return RESTART_YES;
}

void restart_done(struct restart *restart, uint64_t now)
{
    restart->born = now;
}
