/* SPDX-License-Identifier: BSD-2-Clause */
/* A service that works for long without waiting charges its client for all of that at once. */
#include <cos/entry.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <supervisor.h>

#include "../components/check.h"
#include "meter.h"

#define PAUSE_US 10000
#define WORK_US  2000

/* A component may charge those that can call it. */
COS_ENTRY(evm_gate_0, biller_call);

struct cos_result biller_call(uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t token,
                              uint64_t thread)
{
    (void)a0, (void)a1, (void)a2, (void)a3, (void)token, (void)thread;
    return (struct cos_result){0};
}

static uint64_t charge(uint64_t client, uint64_t us)
{
    return (uint64_t)cos_call(COS_SLOT_SCHED, SCHED_CHARGE, client, cos_ticks(us), 0).value;
}

int main(const struct cos_start *start)
{
    uint64_t client = start->id + 1;
    struct meter meter = {0};

    cos_sleep(PAUSE_US);
    meter_run(&meter, WORK_US);
    check(charge(client, WORK_US) == cos_ticks(WORK_US), "all that it has just run is charged");
    check(charge(client, WORK_US) < cos_ticks(WORK_US) / 2, "and nothing twice");
    cos_sleep(PAUSE_US);
    check((uint64_t)cos_call(COS_SLOT_SCHED, SCHED_LONGEST, start->id, 0, 0).value <
              cos_ticks(WORK_US) / 2,
          "that it has run is no wait for the CPU");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
