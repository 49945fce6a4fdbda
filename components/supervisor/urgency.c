/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supervisor's thread is more urgent than any VM, but most of what it does takes time for one
 * of them: that it does at the priority of the VM, and no other VM waits for it. A call with news
 * raises it again; the same happens when its timer expires or a thread ends
 * (SCHED_LOWER).
 */
#include "common.h"

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#define CEILING    255
#define OWN        255 /* as what SCHED_LOWER says */
#define SLOT_NEWS  COS_SLOT_SPARE
#define EVENT_NEWS (COS_EVENT_OWN << 1)

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

void news_tell(void)
{
    cos_signal(SLOT_NEWS);
    work_raised();
}

/* No news comes between the look at the events and the change, as no other thread runs. */
bool work_lowered(unsigned priority, uint64_t until, uint64_t *events)
{
    bool alone;

    cos_timer(until);
    section_begin();
    alone = cos_wait(COS_SLOT_ENDPOINT, 0, events) != 0;
    if (alone)
        cos_call(COS_SLOT_SCHED, SCHED_LOWER, priority, 0, 0);
    section_end();
    return alone;
}

void work_raised(void)
{
    cos_call(COS_SLOT_SCHED, SCHED_LOWER, OWN, 0, 0);
}
