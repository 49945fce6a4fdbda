/* SPDX-License-Identifier: BSD-2-Clause */
/* The booter keeps the system's clock; it has no thread, so the supervisor's thread calls it when
 * it is time. */
#include "common.h"

#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#define FIRST_US 200000 /* after the start, so as not to delay that */
#define AGAIN_US 10000  /* if the booter could not be called */

uint64_t clock_look(void)
{
    static uint64_t next;
    uint64_t now = cos_tsc();
    struct cos_result result;

    if (next == 0)
        next = now + cos_ticks(FIRST_US);
    if (now < next)
        return next;
    result = cos_call(COS_SLOT_BOOTER, BOOTER_CLOCK, 0, 0, 0);
    next = result.value < 0 ? now + cos_ticks(AGAIN_US) : result.extra;
    if (result.value == 1)
        tell_all(COS_EVENT_TIME);
    return next;
}
