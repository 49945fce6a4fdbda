/* SPDX-License-Identifier: BSD-2-Clause */
/* Compares what the supervisor says that others have used with what they do (usage.yaml), and has
 * it printed. */
#include <booter.h>
#include <cos/abi.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "../components/check.h"
#include "../restart/target.h"

#define RUN_MS   800
#define KILL_MS  100
#define BURN_MS  30 /* of each life of `reborn` */
#define RESTARTS 3  /* of `crasher` */

static uint64_t figure(const char *name, enum supervisor_usage what)
{
    uint64_t value = 0;

    if (supervisor(SUPERVISOR_USAGE, find_component(name), what, &value) != 0)
        check(false, "a figure of %s", name);
    return value;
}

static uint64_t time_ms(const char *name)
{
    return figure(name, SUPERVISOR_TIME) / cos_ticks(1000);
}

static bool is_within(uint64_t value, uint64_t least, uint64_t most)
{
    if (value < least || value > most) {
        cos_print("# %lu is not %lu to %lu\n", (unsigned long)value, (unsigned long)least,
                  (unsigned long)most);
    }
    return value >= least && value <= most;
}

static void look_at_times(uint64_t elapsed)
{
    static const char *const all[] = {"spinner", "sleeper", "limited", "reborn",
                                      "crasher", "auditor", "victim",  "stranger"};
    uint64_t sum = 0;

    for (unsigned i = 0; i < sizeof all / sizeof all[0]; i++)
        sum += time_ms(all[i]);
    check(is_within(sum, elapsed * 95 / 100, elapsed), "all have run all of the time");
    check(is_within(time_ms("sleeper"), 0, 1), "a VM that sleeps has used nothing");
    check(is_within(time_ms("spinner"), elapsed * 30 / 100, elapsed), "one that spins much");
    check(is_within(time_ms("limited"), elapsed / 10 - 2, elapsed / 10 + 2),
          "one with a budget a tenth");
    check(is_within(figure("limited", SUPERVISOR_MISSED), elapsed / 10 - 2, elapsed / 10 + 1),
          "and has missed each next one");
    check(is_within(figure("limited", SUPERVISOR_LONGEST) / cos_ticks(1000), 0, 3),
          "but has not waited otherwise, as it is urgent");
    check(figure("spinner", SUPERVISOR_MISSED) == 0, "one without a budget has missed none");
    check(is_within(figure("spinner", SUPERVISOR_LONGEST) / cos_ticks(1000), 9, 30),
          "one that competes has waited for a slice or two");
    check(is_within(figure("auditor", SUPERVISOR_LONGEST) / cos_ticks(1000), 0, 2),
          "an urgent one has not");
}

static void look_at_lives(void)
{
    uint64_t restarts = figure("reborn", SUPERVISOR_RESTARTS), ms = time_ms("reborn");
    uint64_t exits = figure("reborn", SUPERVISOR_EXITS);

    check(restarts >= 5, "a VM has been started again %lu times", (unsigned long)restarts);
    check(is_within(ms, restarts * BURN_MS, (restarts + 1) * (BURN_MS + 1)),
          "its earlier lives count");
    check(is_within(exits, restarts, restarts + 1), "and so do their ends");
    check(figure("reborn", SUPERVISOR_CRASHES) == 0, "which are no crashes");
    check(figure("crasher", SUPERVISOR_CRASHES) == RESTARTS + 1 &&
              figure("crasher", SUPERVISOR_RESTARTS) == RESTARTS &&
              figure("crasher", SUPERVISOR_EXITS) == 0,
          "a VM that crashes and stays down: %u crashes", RESTARTS + 1);
    check(is_within(time_ms("crasher"), (RESTARTS + 1) * BURN_MS, (RESTARTS + 1) * (BURN_MS + 1)),
          "the time of a VM that is down counts");
    check(figure("crasher", SUPERVISOR_PAGES) == 0, "and it has no memory");
}

static void look_at_kills(void)
{
    uint64_t id = find_component("victim");

    check(figure("victim", SUPERVISOR_KILLS) == 2 && figure("victim", SUPERVISOR_RESTARTS) == 2,
          "a VM that was killed twice");
    check((int64_t)figure("victim", SUPERVISOR_PAGES) ==
              cos_call(COS_SLOT_BOOTER, BOOTER_PAGES, id, 0, 0).value,
          "its memory");
    check(supervisor(SUPERVISOR_USAGE, EVM_COMPONENTS, 0, NULL) == -COS_ENOENT &&
              supervisor(SUPERVISOR_USAGE, id, SUPERVISOR_USAGES, NULL) == -COS_ENOENT,
          "no such component, no such figure");
}

static void wait_until(uint64_t ms)
{
    while (cos_ns() / 1000000 < ms)
        cos_sleep(1000);
}

int main(const struct cos_start *start)
{
    (void)start;
    for (unsigned i = 1; i <= 2; i++) {
        wait_until(i * KILL_MS);
        supervisor(SUPERVISOR_KILL, find_component("victim"), 0, NULL);
    }
    wait_until(RUN_MS);
    look_at_times(cos_ns() / 1000000);
    look_at_lives();
    look_at_kills();
    check(supervisor(SUPERVISOR_SHOW, 0, 0, NULL) == 0, "has the table printed");
    cos_sleep(KILL_MS * 1000);
    supervisor(SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, NULL);
    return 1;
}
