/* SPDX-License-Identifier: BSD-2-Clause */
/* Wants to run each millisecond, beside work for others. How late does it? Then it ends the
 * system. In a machine whose time is its count of instructions. */
#include <supervisor.h>

#include "../components/check.h"
#include "../load/meter.h"

#define PERIODS 2000
#define MOST_US 25

int main(const struct cos_start *start)
{
    struct meter meter = {0};

    (void)start;
    for (unsigned i = 0; i < PERIODS; i++)
        meter_rest(&meter, 1000);
    check(meter.longest <= cos_ticks(MOST_US), "it is %lu instructions late at most, of %lu",
          (unsigned long)meter.longest, (unsigned long)cos_ticks(MOST_US));
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
