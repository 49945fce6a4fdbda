/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Retries what another component or a device cannot do now. The pause after each try grows, from
 * 100 µs to 10 ms. During a pause all other threads can run, also the less urgent one that the
 * caller waits for, which a yield would not let run. The caller goes on at most 10 ms later than it
 * could, and at most 100 µs more than it has waited by then.
 */
#ifndef COS_WAIT_H
#define COS_WAIT_H

#include <stdint.h>

#define COS_PAUSE_US      100
#define COS_PAUSE_MOST_US 10000

/* Returns the next pause, in microseconds, also in *us, which is 0 before the first one. */
static inline uint64_t cos_next_pause(uint64_t *us)
{
    *us = *us == 0 ? COS_PAUSE_US : 2 * *us < COS_PAUSE_MOST_US ? 2 * *us : COS_PAUSE_MOST_US;
    return *us;
}

/* Sleeps for the next pause. First thread only. */
void cos_back_off(uint64_t *us);

#endif
