/* SPDX-License-Identifier: BSD-2-Clause */
/* Shares of the CPU, of components that never wait: budgets hold in any window, and weights divide
 * what is left. The system also holds the spinners; their thread ids follow this component's. */
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <sched.h>
#include <supervisor.h>

#include "check.h"

#define WINDOW_US 100000
#define WINDOWS   12

enum { THIRD = 1, TENTH, LONG, LIGHT, HEAVY, SPINNERS };

static int64_t ask(enum sched_method method, unsigned spinner)
{
    return cos_call(COS_SLOT_SCHED, method, cos_self()->id + spinner, 0, 0).value;
}

/* What each has run, in hundredths of a percent of a window, at least and at most. */
static int64_t least[SPINNERS], most[SPINNERS], sum[SPINNERS];

static void look(uint64_t window)
{
    int64_t before[SPINNERS], share;
    uint64_t start = cos_tsc(), length;

    for (unsigned i = 1; i < SPINNERS; i++)
        before[i] = ask(SCHED_TIME, i);
    cos_sleep(WINDOW_US + 37 * window); /* so that windows begin at all points of a period */
    length = cos_tsc() - start;
    for (unsigned i = 1; i < SPINNERS; i++) {
        share = (ask(SCHED_TIME, i) - before[i]) * 10000 / (int64_t)length;
        sum[i] += share;
        least[i] = window == 0 || share < least[i] ? share : least[i];
        most[i] = window == 0 || share > most[i] ? share : most[i];
    }
}

static bool within(unsigned spinner, int64_t percent)
{
    return least[spinner] >= (percent - 1) * 100 && most[spinner] <= (percent + 1) * 100;
}

static bool on_average(unsigned spinner, int64_t percent)
{
    return sum[spinner] >= (percent - 1) * 100 * WINDOWS &&
           sum[spinner] <= (percent + 1) * 100 * WINDOWS;
}

static void check_authority(uint64_t id)
{
    check_result(cos_call(COS_SLOT_SCHED, SCHED_SHARE, id + LIGHT, 0, 1000).value, -COS_EDENIED,
                 "only the booter gives shares");
    check_result(cos_call(COS_SLOT_SCHED, SCHED_CLIENTS, id, ~0ull, 0).value, -COS_EDENIED,
                 "and lets components charge others");
    check_result(cos_call(COS_SLOT_SCHED, SCHED_CHARGE, id + LIGHT, 1, 0).value, -COS_EDENIED,
                 "a component cannot charge one that is not its client");
    check_result(cos_call(COS_SLOT_SCHED, SCHED_CHARGE, ~0ull, 1, 0).value, -COS_ENOENT,
                 "nor one that does not exist");
    check_result(cos_call(COS_SLOT_SCHED, SCHED_CHARGE, id + HEAVY, 1, 0).value, -COS_EDENIED,
                 "nor the owner of a link with it, if it is no service");
    check_result(cos_call(COS_SLOT_SCHED, SCHED_CHARGE, id + LIGHT, 1, id + HEAVY).value,
                 -COS_EDENIED, "nor another one's clients");
    check_result(cos_call(COS_SLOT_SCHED, SCHED_CHARGE, id + LIGHT, 1, ~0ull).value, -COS_ENOENT,
                 "nor those of a service that does not exist");
}

int main(const struct cos_start *start)
{
    cos_sleep(20000);
    for (uint64_t window = 0; window < WINDOWS; window++)
        look(window);
    for (unsigned i = 1; i < SPINNERS; i++)
        cos_print("# spinner %u: %lld to %lld hundredths of a percent\n", i, (long long)least[i],
                  (long long)most[i]);
    check(within(THIRD, 30) && within(TENTH, 10), "budgets of 30%% and 10%% in any 100 ms");
    check(within(LONG, 5), "one with a period as long as the window");
    check(on_average(LIGHT, 14) && on_average(HEAVY, 41), "the rest is shared by weight");
    check(ask(SCHED_MISSED, THIRD) > 0 && ask(SCHED_MISSED, LIGHT) == 0,
          "the scheduler counts waits for budgets");
    check_authority(start->id);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, check_done(), 0, 0);
    return 1;
}
