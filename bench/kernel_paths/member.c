/* SPDX-License-Identifier: BSD-2-Clause */
/* Sleeps until its group's moment; then waits for the component before it in the image, which
 * inherits its priority. The last one, at the other end of that chain, wakes once and waits
 * again. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <evm/image.h>
#include <sched.h>

#include "crowd.h"

static void tell(enum crowd_method method)
{
    cos_call(COS_SLOT_CALL, method, cos_tsc(), 0, 0);
}

int main(const struct cos_start *start)
{
    bool last = start->id == EVM_COMPONENTS - 1;
    uint64_t us = last ? CROWD_CHAIN_US : start->id / GROUP * CROWD_STEP_US, events = 0;

    tell(CROWD_COME);
    if (last) /* else the chain, as it grows, would have the last one's priority */
        cos_wait(COS_SLOT_ENDPOINT, crowd_time(start, us - CROWD_STEP_US), &events);
    cos_timer(crowd_time(start, us));
    if (!last)
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    while (!(events & COS_EVENT_POWER)) {
        cos_wait(COS_SLOT_ENDPOINT, SCHED_INHERIT(start->id - 1), &events);
        if (last) {
            tell(CROWD_WOKEN);
            tell(CROWD_WAIT);
        }
    }
    return 0;
}
