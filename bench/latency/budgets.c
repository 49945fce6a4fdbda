/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Compares components with budgets with the bound of docs/scheduling.md for ten seconds: D, how
 * much longer one runs in any interval of length t than U (t + 2 P - 2 B).
 */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <supervisor.h>

#define RUN_US  10000000
#define LOOK_US 730 /* so that looks come at all points of a period */

/* As in latency.py, where these follow this component. */
static const struct budget {
    int64_t us, period_us;
} budgets[] = {{3000, 10000}, {2000, 10000}, {5000, 50000}, {2000, 20000}};

#define COUNT (sizeof budgets / sizeof budgets[0])

static int64_t least[COUNT]; /* of the time that it had run at a look, less its share of all time */

/* Returns D for the intervals that end now, in ticks. */
static int64_t beyond(unsigned i, int64_t now)
{
    int64_t ran = cos_call(COS_SLOT_SCHED, SCHED_TIME, cos_self()->id + 1 + i, 0, 0).value;
    int64_t budget = (int64_t)cos_ticks((uint64_t)budgets[i].us),
            period = (int64_t)cos_ticks((uint64_t)budgets[i].period_us);
    int64_t ahead = ran - now / period * budget - now % period * budget / period;

    least[i] = ahead < least[i] ? ahead : least[i];
    return ahead - least[i] - 2 * (period - budget) * budgets[i].us / budgets[i].period_us;
}

int main(const struct cos_start *start)
{
    uint64_t begin = cos_tsc(), next = begin, end = begin + cos_ticks(RUN_US), events;
    int64_t most = 0;

    (void)start;
    for (; next < end; next += cos_ticks(LOOK_US)) {
        while (cos_wait(COS_SLOT_ENDPOINT, next, &events) == 0) {
        } /* the end of another component is an event, too */
        for (unsigned i = 0; i < COUNT; i++) {
            int64_t now = beyond(i, (int64_t)(cos_tsc() - begin));

            most = now > most ? now : most;
        }
    }
    for (unsigned i = 0; i < COUNT; i++)
        cos_print(
            "bench missed_%u %llu\n", i,
            (unsigned long long)cos_call(COS_SLOT_SCHED, SCHED_MISSED, cos_self()->id + 1 + i, 0, 0)
                .value);
    cos_print("bench beyond %llu\n", (unsigned long long)most);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, 0, 0, 0);
    return 0;
}
