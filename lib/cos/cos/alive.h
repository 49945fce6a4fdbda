/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A service that sleeps until it has work answers the supervisor's questions whether it is alive.
 * If it does not, because it loops, sleeps for good or waits for the wrong events, the supervisor
 * ends it as hung, and starts it again. The question also wakes a service that has missed an event.
 *
 *     cos_answer_begin();
 *     for (;;) {
 *         work;
 *         cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
 *         cos_answer(events);
 *     }
 *     cos_answer_end();
 */
#ifndef COS_ALIVE_H
#define COS_ALIVE_H

#include <cos/runtime.h>
#include <cos/start.h>
#include <cos/syscall.h>
#include <supervisor.h>

/* The supervisor asks half a second after an answer, and waits as long for the next one. */
#define COS_ANSWER_MS 1000

/* From now on the supervisor asks. First thread only. */
static inline void cos_answer_begin(void)
{
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_ALIVE, COS_ANSWER_MS, 1, 0);
}

/* Answers, if `events` of endpoint 0 hold the question. Cost: a few instructions; a component call
 * twice a second. */
static inline void cos_answer(uint64_t events)
{
    if (events & COS_EVENT_ALIVE)
        cos_answer_begin();
}

/* The supervisor asks no more: the service is about to end, and may wait long for others. */
static inline void cos_answer_end(void)
{
    cos_alive();
}

#endif
