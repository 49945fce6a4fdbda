/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supervisor's thread is more urgent than any VM, but most of its slow work is for one VM. It
 * does that at the VM's priority, so that no more urgent VM waits. News of a component, or the end
 * of a thread (SCHED_LOWER), raises the thread to the priority of that component or thread: VMs
 * that are more urgent still do not wait for it. Other news, or the expiry of its timer, gives it
 * its own priority again. From then on all VMs wait for the rest of the booter's step; therefore
 * the step ends early.
 */
#include "common.h"

#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <supervisor.h>

#define CEILING    255
#define SLOT_NEWS  COS_SLOT_SPARE
#define EVENT_NEWS (COS_EVENT_OWN << 3)

_Static_assert(!(EVENT_NEWS & (SUPERVISOR_EVENT_FAULT | SUPERVISOR_EVENT_WORK | COS_EVENT_OWN)),
               "news do not make the thread look for other events");

static uint64_t expiry; /* TSC time, of the thread's timer */
static bool in_step;    /* of the booter */

void section_begin(void)
{
    cos_call(COS_SLOT_SCHED, SCHED_CEILING, CEILING, 0, 0);
}

void section_end(void)
{
    cos_call(COS_SLOT_SCHED, SCHED_CEILING, 0, 0, 0);
}

void news_init(void)
{
    cos_endpoint(COS_SLOT_ENDPOINT, 0, SLOT_NEWS, EVENT_NEWS, COS_RIGHT_SIGNAL);
}

void news_tell_within(unsigned priority)
{
    bool raised;

    cos_signal(SLOT_NEWS);
    raised = cos_call(COS_SLOT_SCHED, SCHED_LOWER, priority, SCHED_RAISE, 0).value == SCHED_RAISE;
    if (raised && __atomic_load_n(&in_step, __ATOMIC_RELAXED))
        cos_call(COS_SLOT_BOOTER, BOOTER_HURRY, 0, 0, 0);
}

/* Between the two, the supervisor's thread could take the news, and lower its priority again. */
void news_tell(void)
{
    section_begin();
    news_tell_within(OWN_PRIORITY);
    section_end();
}

/* At any time the timer may expire, or a thread end, which raises the priority. So the thread
 * lowers it first, then looks for events: the other way round it could miss the raise, and stay
 * low. */
bool work_lowered(unsigned priority, uint64_t until, uint64_t *events)
{
    bool alone;

    expiry = until;
    cos_timer(until);
    section_begin();
    cos_call(COS_SLOT_SCHED, SCHED_LOWER, priority, 0, 0);
    alone = cos_wait(COS_SLOT_ENDPOINT, 0, events) != 0;
    if (!alone)
        work_raised();
    section_end();
    return alone;
}

struct cos_result work_step(uint64_t method, uint64_t id, uint64_t life)
{
    struct cos_result result;

    __atomic_store_n(&in_step, true, __ATOMIC_RELAXED);
    result = cos_call(COS_SLOT_BOOTER, method, id, life, expiry);
    __atomic_store_n(&in_step, false, __ATOMIC_RELAXED);
    return result;
}

void work_raised(void)
{
    cos_call(COS_SLOT_SCHED, SCHED_LOWER, OWN_PRIORITY, 0, 0);
}
