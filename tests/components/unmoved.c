/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls a service that meddles with its thread (meddler.c), without any effect. */
#include <cos/runtime.h>
#include <cos/syscall.h>

#include "check.h"

#define CALLS    100
#define TIMER_US 5000
#define LATE_US  200

static int64_t meddle(void)
{
    return cos_call(COS_SLOT_CALL, 0, 0, 0, 0).value;
}

int main(const struct cos_start *start)
{
    uint64_t due, late, events;
    unsigned good = 0;

    (void)start;
    for (unsigned i = 0; i < CALLS; i++) {
        due = cos_tsc() + cos_ticks(TIMER_US);
        cos_timer(due);
        good += meddle() == 0 &&
                cos_wait(COS_SLOT_ENDPOINT, due + cos_ticks(TIMER_US), &events) == 0 &&
                events == COS_EVENT_TIMER && cos_tsc() >= due;
    }
    late = cos_tsc() - due;
    check_result(good, CALLS, "each timer came, and no other event");
    check(late < cos_ticks(LATE_US), "in time: %llu ticks late", (unsigned long long)late);
    for (unsigned i = 0; i < CALLS; i++)
        meddle();
    check_result(cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(TIMER_US), &events),
                 -COS_ETIMEDOUT, "without a timer there is no event");
    return check_done();
}
