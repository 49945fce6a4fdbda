/* SPDX-License-Identifier: BSD-2-Clause */
/* Wants to run at each millisecond, for a while. How late does it, and what do others take of its
 * time? */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "../components/check.h"
#include "meter.h"

#define PERIOD_US  1000
#define PERIODS    500
#define WORK_US    100
#define MOST_US    25
#define TAKEN_MOST 50

int main(const struct cos_start *start)
{
    uint64_t period = cos_ticks(PERIOD_US), longest = 0, events, now;
    struct meter meter = {0};

    (void)start;
    cos_sleep(500000);
    for (unsigned i = 0; i < PERIODS; i++) {
        uint64_t next = (cos_tsc() / period + 1) * period;

        while (cos_wait(COS_SLOT_ENDPOINT, next, &events) == 0) {
        }
        now = cos_tsc();
        longest = now - next > longest ? now - next : longest;
        meter_run(&meter, WORK_US);
    }
    check(longest <= cos_ticks(MOST_US), "it is %lu instructions late at most, of %lu",
          (unsigned long)longest, (unsigned long)cos_ticks(MOST_US));
    check(meter_taken(&meter) <= TAKEN_MOST,
          "others take %u thousandths of its work's time, at most %u", meter_taken(&meter),
          TAKEN_MOST);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
