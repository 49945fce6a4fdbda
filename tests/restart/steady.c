/* SPDX-License-Identifier: BSD-2-Clause */
/* Sleeps and computes, and looks how late it goes on, and how long it takes, while others crash. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "../components/check.h"

#define PERIODS  300
#define SLEEP_US 1000
#define LATE_US  300 /* at most: what the supervisor does of highest priority */

int main(const struct cos_start *start)
{
    uint64_t worst = 0, sum = 0;

    (void)start;
    for (unsigned i = 0; i < PERIODS; i++) {
        uint64_t due = cos_tsc() + cos_ticks(SLEEP_US), late;

        cos_sleep(SLEEP_US);
        late = cos_tsc() - due;
        worst = late > worst ? late : worst;
        sum += late;
    }
    cos_print("# late: %lu us on average, %lu us at most\n",
              (unsigned long)(sum / PERIODS / cos_ticks(1)), (unsigned long)(worst / cos_ticks(1)));
    check(worst < cos_ticks(LATE_US), "it goes on in time");
    check(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value > 100,
          "while others crash");
    return check_done();
}
