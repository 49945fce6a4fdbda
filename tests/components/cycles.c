/* SPDX-License-Identifier: BSD-2-Clause */
/* Creates a component, lets it fault and destroys it, a thousand times: at the end the booter has
 * all the memory that it had at the start. The victim's id follows this component's. */
#include "check.h"
#include "life.h"

#define CYCLES      1000
#define PATIENCE_US 1000000

static bool cycle(uint64_t victim)
{
    if (booter(BOOTER_CREATE, victim) < 0 || await_end(victim, PATIENCE_US) != SUPERVISOR_CRASHED)
        return false;
    int64_t error = booter(BOOTER_DESTROY, victim);

    return error == 0 || error == -COS_ENOENT; /* the supervisor may have ended it */
}

int main(const struct cos_start *start)
{
    const uint64_t victim = start->id + 1;
    unsigned done = 0;

    check_result(booter(BOOTER_CREATE, 9999), -COS_EINVAL, "no component has that id");
    check_result(booter(BOOTER_CREATE, start->id), -COS_EEXIST, "this component exists already");
    check_result(booter(BOOTER_DESTROY, victim), -COS_ENOENT, "the victim is dormant");
    check(cycle(victim), "the first cycle");

    int64_t free_pages = booter(BOOTER_FREE, 0),
            deaths = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value;

    while (done < CYCLES && cycle(victim))
        done++;
    check_result(done, CYCLES, "a thousand cycles");
    check_result(booter(BOOTER_FREE, 0), free_pages, "as many pages are free as before");
    check_result(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value, deaths + CYCLES,
                 "each death was counted");
    return check_done();
}
