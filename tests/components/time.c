/* SPDX-License-Identifier: BSD-2-Clause */
/* Waiting and time: deadlines, events, timers, and the scheduler's latency. */
#include <cos/runtime.h>
#include <sched.h>
#include <cos/syscall.h>

#include "check.h"

#define LATE_US 100 /* acceptable */

static int64_t wait_until(uint64_t deadline, uint64_t *events)
{
    return cos_wait(COS_SLOT_ENDPOINT, deadline, events);
}

static void check_wait(void)
{
    uint64_t events, late;

    check_result(wait_until(0, &events), -COS_EAGAIN, "polling without events");
    check_result(cos_signal(COS_SLOT_ENDPOINT), 0, "signal its own endpoint");
    check_result(wait_until(COS_FOREVER, &events), 0, "a pending event does not block");
    check(events != 0, "and is returned");
    check_result(wait_until(0, &events), -COS_EAGAIN, "and cleared");
    check_result(wait_until(1, &events), -COS_ETIMEDOUT, "a deadline in the past");
    for (unsigned us = 10; us <= 100000; us *= 10) {
        uint64_t deadline = cos_tsc() + cos_ticks(us);
        int64_t result = wait_until(deadline, &events);

        late = cos_tsc() - deadline;
        check_result(result, -COS_ETIMEDOUT, "a deadline %u us ahead", us);
        check(late < cos_ticks(LATE_US), "is met, %llu ticks late", (unsigned long long)late);
    }
}

static void check_timer(void)
{
    uint64_t events, deadline = cos_tsc() + cos_ticks(3000);

    cos_timer(deadline);
    check_result(wait_until(COS_FOREVER, &events), 0, "a timer ends a wait");
    check_result(events, COS_EVENT_TIMER, "with its event");
    check(cos_tsc() - deadline < cos_ticks(LATE_US), "in time");
    cos_timer(cos_tsc() + cos_ticks(1000));
    cos_timer(COS_FOREVER);
    check_result(wait_until(cos_tsc() + cos_ticks(5000), &events), -COS_ETIMEDOUT,
                 "a cancelled timer does not");
    cos_timer(cos_tsc() + cos_ticks(50000));
    cos_timer(cos_tsc() + cos_ticks(1000));
    deadline = cos_tsc() + cos_ticks(2000);
    check_result(wait_until(deadline, &events), 0, "a later call replaces the timer");
    check_result(wait_until(cos_tsc() + cos_ticks(60000), &events), -COS_ETIMEDOUT, "wholly");
}

static void check_sleep(void)
{
    uint64_t start = cos_tsc(), worst = 0;

    for (unsigned i = 0; i < 100; i++) {
        uint64_t before = cos_tsc();

        cos_sleep(1000);
        if (cos_tsc() - before > worst)
            worst = cos_tsc() - before;
    }
    check(cos_tsc() - start >= cos_ticks(100000) && worst < cos_ticks(1000 + LATE_US),
          "a hundred sleeps of 1 ms each");
    check(cos_call(COS_SLOT_SCHED, SCHED_TIME, cos_self()->id, 0, 0).value > 0,
          "the scheduler knows the time that was used");
    check(cos_call(COS_SLOT_SCHED, SCHED_TIME, cos_self()->id, 0, 0).value <
              (int64_t)cos_ticks(100000),
          "not the time slept");
}

int main(const struct cos_start *start)
{
    (void)start;
    check(cos_ticks(1000) > 0, "the clock is calibrated");
    check_wait();
    check_timer();
    check_sleep();
    return check_done();
}
