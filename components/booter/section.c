/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/lock.h>
#include <cos/syscall.h>
#include <sched.h>

#define CEILING 255 /* a priority that no thread has otherwise */

static struct cos_lock lock = {SLOT_ABSENT, SLOT_WAIT(0), COS_LOCK_FREE, 0};

/* The scheduler knows no thread of the booter: only whether the call comes through matters. */
static bool can_call(void)
{
    return cos_call(SLOT_SCHED, SCHED_TIME, EVM_BOOTER, 0, 0).value != -COS_EDEPTH;
}

int64_t begin_section(uint64_t thread)
{
    if (!can_call())
        return -COS_EDEPTH;
    cos_lock_take(&lock, thread);
    return 0;
}

void end_section(void)
{
    cos_lock_leave(&lock);
}

void stop_others(void)
{
    cos_call(SLOT_SCHED, SCHED_CEILING, CEILING, 0, 0);
}

void release_others(void)
{
    cos_call(SLOT_SCHED, SCHED_CEILING, 0, 0, 0);
}
