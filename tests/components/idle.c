/* SPDX-License-Identifier: BSD-2-Clause */
/* Measures how much of the CPU the next component of the manifest takes while it is idle. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>

#include "check.h"

#define START_US 500000 /* time for it to become idle */
#define WATCH_US 1000000

static int64_t used(void)
{
    return cos_call(COS_SLOT_SCHED, SCHED_TIME, cos_self()->id + 1, 0, 0).value;
}

int main(const struct cos_start *start)
{
    int64_t before, share;

    (void)start;
    cos_sleep(START_US);
    check(used() > 0, "it has run");
    before = used();
    cos_sleep(WATCH_US);
    share = (used() - before) * 1000 / (int64_t)cos_ticks(WATCH_US);
    check(share < 10, "it takes %lld thousandths of the CPU", (long long)share);
    return check_done();
}
