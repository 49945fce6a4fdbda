/* SPDX-License-Identifier: BSD-2-Clause */
/* Watches a Linux VM draw words of the machine's source of entropy, whose driver it kills, until
 * that stays down. */
#include "../components/check.h"
#include "../components/rng_words.h"
#include "target.h"

#define DRIVER  "machine.rng"
#define DRAW_US 3000000 /* the VM draws each second */
#define LOOK_US 1000
#define LOOKS   5000
#define MOST    10 /* restarts in a minute */

static uint64_t driver;

/* Kills the driver. Whether it is there again after a while. */
static bool kill_driver(void)
{
    check_result(supervisor(SUPERVISOR_KILL, driver, 0, NULL), 0, "the driver is killed");
    check(!rng_is_there(), "it is not there");
    for (unsigned i = 0; i < LOOKS && !rng_is_there(); i++)
        cos_sleep(LOOK_US);
    return rng_is_there();
}

/* The last word that this component has taken. */
static uint64_t check_drawn(uint64_t before, const char *when)
{
    uint64_t first = 0, last = 0;

    check_result(rng_take(&first), 0, "there are words %s", when);
    check(first > before, "none comes twice");
    cos_sleep(DRAW_US);
    check_result(rng_take(&last), 0, "there are more");
    check(last > first + 1, "the VM has drawn %lu of them", (unsigned long)(last - first - 1));
    return last;
}

int main(const struct cos_start *start)
{
    uint64_t last, word;
    unsigned kills = 1;

    (void)start;
    driver = find_component(DRIVER);
    check(driver != 0, "there is a driver");
    last = check_drawn(0, "at the start");
    check(kill_driver(), "it starts again");
    check_drawn(last, "then");
    while (kill_driver() && kills < MOST)
        kills++;
    check_result(kills, MOST, "it started again that often");
    check(supervisor_stays_down(supervisor(SUPERVISOR_STATUS, driver, 0, NULL)), "and stays down");
    check_result(rng_take(&word), -COS_EDENIED, "there are no words any more");
    return check_done();
}
