/* SPDX-License-Identifier: BSD-2-Clause */
#include "life.h"

#define STEP(to) ((to) + 1) /* 0: no step for the event in that state */

static const uint8_t steps[LIFE_STATES][LIFE_EVENTS] = {
    [LIFE_NEW] = {[LIFE_CLAIM] = STEP(LIFE_CLAIMED), [LIFE_PAUSE] = STEP(LIFE_PAUSED)},
    [LIFE_EXITED] = {[LIFE_CLAIM] = STEP(LIFE_CLAIMED), [LIFE_PAUSE] = STEP(LIFE_PAUSED)},
    [LIFE_CRASHED] = {[LIFE_CLAIM] = STEP(LIFE_CLAIMED), [LIFE_PAUSE] = STEP(LIFE_PAUSED)},
    [LIFE_CLAIMED] = {[LIFE_RECORD] = STEP(LIFE_ENDED)},
    [LIFE_ENDED] = {[LIFE_RECLAIM] = STEP(LIFE_RECLAIMING)},
    [LIFE_RECLAIMING] = {[LIFE_PAUSE] = STEP(LIFE_PAUSED),
                         [LIFE_STOP] = STEP(LIFE_EXITED),
                         [LIFE_STOP_CRASHED] = STEP(LIFE_CRASHED)},
    [LIFE_PAUSED] = {[LIFE_CLAIM] = STEP(LIFE_PAUSED_CLAIMED),
                     [LIFE_PAUSE] = STEP(LIFE_PAUSED),
                     [LIFE_START] = STEP(LIFE_NEW),
                     [LIFE_STOP] = STEP(LIFE_EXITED),
                     [LIFE_STOP_CRASHED] = STEP(LIFE_CRASHED)},
    [LIFE_PAUSED_CLAIMED] = {[LIFE_RECORD] = STEP(LIFE_PAUSED_ENDED)},
    [LIFE_PAUSED_ENDED] = {[LIFE_PAUSE] = STEP(LIFE_PAUSED_ENDED),
                           [LIFE_START] = STEP(LIFE_ENDED),
                           [LIFE_STOP] = STEP(LIFE_ENDED),
                           [LIFE_STOP_CRASHED] = STEP(LIFE_ENDED)},
};

bool life_step(struct life *life, enum life_event event)
{
    uint32_t state = __atomic_load_n(&life->state, __ATOMIC_ACQUIRE);
    unsigned next;

    do {
        next = steps[state][event];
        if (next == 0)
            return false;
    } while (!__atomic_compare_exchange_n(&life->state, &state, next - 1, false, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
    return true;
}

bool life_is_ending(const struct life *life)
{
    switch (life_state(life)) {
    case LIFE_CLAIMED:
    case LIFE_ENDED:
    case LIFE_RECLAIMING:
    case LIFE_PAUSED_CLAIMED:
    case LIFE_PAUSED_ENDED:
        return true;
    default:
        return false;
    }
}

enum supervisor_state life_shown(const struct life *life, bool alive)
{
    enum life_state state = life_state(life);

    if (alive || life_is_ending(life))
        return SUPERVISOR_RUNNING;
    return state == LIFE_PAUSED    ? SUPERVISOR_RESTARTING
           : state == LIFE_EXITED  ? SUPERVISOR_EXITED
           : state == LIFE_CRASHED ? SUPERVISOR_CRASHED
                                   : SUPERVISOR_ABSENT;
}
