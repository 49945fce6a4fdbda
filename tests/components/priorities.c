/* SPDX-License-Identifier: BSD-2-Clause */
/* Scheduling among components that never wait: equal priorities share the CPU, lower ones get what
 * is left, higher ones run at once. The system also holds the spinners; their thread ids follow
 * this component's. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <evm/image.h>
#include <sched.h>
#include <supervisor.h>

#include "check.h"

#define RUN_US 400000

static int64_t used(unsigned spinner)
{
    return cos_call(COS_SLOT_SCHED, SCHED_TIME, cos_self()->id + spinner, 0, 0).value;
}

static void check_latency(void)
{
    uint64_t worst = 0;

    for (unsigned i = 0; i < 100; i++) {
        uint64_t deadline = cos_tsc() + cos_ticks(500 + 37 * i), events;

        cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
        if (cos_tsc() - deadline > worst)
            worst = cos_tsc() - deadline;
    }
    check(worst < cos_ticks(100), "a more urgent component comes at once, %llu ticks late at worst",
          (unsigned long long)worst);
}

int main(const struct cos_start *start)
{
    int64_t before[4], share[4];

    (void)start;
    cos_sleep(20000);
    for (unsigned i = 1; i <= 3; i++)
        before[i] = used(i);
    cos_sleep(RUN_US);
    for (unsigned i = 1; i <= 3; i++) {
        share[i] = (used(i) - before[i]) * 100 / (int64_t)cos_ticks(RUN_US);
        cos_print("# spinner %u: %lld%%\n", i, (long long)share[i]);
    }
    check(share[1] >= 45 && share[2] >= 45, "two of the same priority share the CPU");
    check(share[3] == 0, "a third of lower priority gets nothing of it");
    check_latency();
    check(cos_call(COS_SLOT_SCHED, SCHED_PRIORITY, start->id, 200, 0).value < 0,
          "only the root changes priorities");
    check(cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, EVM_SUPERVISOR, 1, 0).value < 0,
          "nor notifies threads");
    check(cos_call(COS_SLOT_SCHED, SCHED_REMOVE, start->id + 1, 0, 0).value < 0,
          "nor removes them");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, check_done(), 0, 0);
    return 1;
}
