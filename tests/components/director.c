/* SPDX-License-Identifier: BSD-2-Clause */
/* Kills other components through the supervisor and the booter, and checks what becomes of them.
 * Ids follow the order of the manifest: this component, then those below. */
#include <evm/image.h>

#include "check.h"
#include "life.h"

#define KILLS       10
#define PATIENCE_US 1000000

enum { DIRECTOR, EAGER, SLOW, PLAIN, STUCK, WEAK };

static uint64_t first, seen; /* events since the latest kill() */

static int64_t kill(uint64_t who)
{
    seen = 0;
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, first + who, 0, 0).value;
}

/* Returns whether it reaches that state soon. */
static bool becomes(uint64_t who, enum supervisor_state wanted)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), events;

    while (state(first + who) != wanted && cos_tsc() < deadline)
        if (cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(100), &events) == 0)
            seen |= events;
    return state(first + who) == wanted;
}

static unsigned kill_often(uint64_t who)
{
    unsigned done = 0;

    for (unsigned i = 0; i < KILLS; i++) {
        done += kill(who) == 0 && becomes(who, SUPERVISOR_RESTARTING) &&
                becomes(who, SUPERVISOR_RUNNING);
        cos_sleep(3000);
    }
    return done;
}

static bool told_of_an_end(void)
{
    uint64_t events;

    while (!(seen & COS_EVENT_PEER) &&
           cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(PATIENCE_US), &events) == 0)
        seen |= events;
    return seen & COS_EVENT_PEER;
}

int main(const struct cos_start *start)
{
    first = start->id;
    check_result(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, EVM_SUPERVISOR, 0, 0).value,
                 -COS_EINVAL, "no root component is killed");
    check_result(kill(100), -COS_EINVAL, "nor one that does not exist");
    check_result(kill_often(EAGER), KILLS, "killed %u times, and running again each time", KILLS);
    check(kill(SLOW) == 0 && becomes(SLOW, SUPERVISOR_RESTARTING),
          "one with a long pause comes later");
    check_result(booter(BOOTER_CREATE, first + SLOW), 0, "but can be started by hand meanwhile");
    check(kill(PLAIN) == 0 && becomes(PLAIN, SUPERVISOR_CRASHED),
          "one without a policy stays down");
    check(told_of_an_end(), "each end brings an event");
    check_result(kill(PLAIN), -COS_ENOENT, "and cannot be killed again");
    check_result(end_life(first + EAGER, PATIENCE_US), 0, "one that the booter ends");
    check(told_of_an_end(), "is reported, too");
    cos_sleep(50000);
    check_result(state(first + EAGER), SUPERVISOR_ABSENT, "and is not there any more");
    check_result(kill(STUCK), 0, "one whose thread is in another component");
    cos_sleep(5000);
    check_result(state(first + STUCK), SUPERVISOR_RUNNING, "does not end at once");
    check_result(kill_often(WEAK), KILLS, "which delays no other component's end");
    return check_done();
}
