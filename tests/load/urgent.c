/* SPDX-License-Identifier: BSD-2-Clause */
/* Wants to run each millisecond, while components crash and begin again all the time. How late does
 * it? */
#include <cos/print.h>
#include <supervisor.h>

#include "../components/check.h"
#include "meter.h"

#define START_US  500000
#define PERIOD_US 1000
#define PERIODS   500
#define DEATHS    50 /* at least, or there was no load */
#define MOST_US   25
#define USUAL_US  20 /* but for one time in fifty */

static uint64_t died(void)
{
    return (uint64_t)cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value;
}

int main(const struct cos_start *start)
{
    uint64_t longest = 0, deaths;
    unsigned late = 0;

    (void)start;
    cos_sleep(START_US);
    deaths = died();
    for (unsigned i = 0; i < PERIODS; i++) {
        struct meter meter = {0};

        meter_rest(&meter, PERIOD_US);
        late += meter.longest > cos_ticks(USUAL_US);
        longest = meter.longest > longest ? meter.longest : longest;
    }
    deaths = died() - deaths;
    check(deaths >= DEATHS, "%lu components crash meanwhile, at least %u", (unsigned long)deaths,
          DEATHS);
    check(longest <= cos_ticks(MOST_US), "it is %lu instructions late at most, of %lu",
          (unsigned long)longest, (unsigned long)cos_ticks(MOST_US));
    check(late <= PERIODS / 50, "%u of %u times more than %u us", late, PERIODS, USUAL_US);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
