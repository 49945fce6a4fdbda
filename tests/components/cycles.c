/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A thousand times a component is created, faults and is destroyed: at the end the booter has all the memory that it had
 * at the start. Component ids follow this component's: the victim.
 */
#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "check.h"

#define CYCLES  1000
#define PATIENCE_US 1000000

static int64_t booter(unsigned method, uint64_t a1, uint64_t a2)
{
    return cos_call(COS_SLOT_BOOTER, method, a1, a2, 0).value;
}

static int64_t state(uint64_t id)
{
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, id, 0, 0).value & 0xff;
}

/* Waits until the component is no longer running; its state then. */
static int64_t await_end(uint64_t id)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), events;

    while (state(id) == SUPERVISOR_RUNNING && cos_tsc() < deadline)
        cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(1000), &events);
    return state(id);
}

static bool cycle(uint64_t victim)
{
    if (booter(BOOTER_CREATE, victim, 0) < 0 || await_end(victim) != SUPERVISOR_CRASHED)
        return false;
    int64_t error = booter(BOOTER_DESTROY, victim, 0);

    return error == 0 || error == -COS_ENOENT; /* the supervisor may have done it */
}

int main(const struct cos_start *start)
{
    const uint64_t victim = start->id + 1;
    unsigned done = 0;

    check_result(booter(BOOTER_CREATE, 9999, 0), -COS_EINVAL, "no component has that id");
    check_result(booter(BOOTER_CREATE, start->id, 0), -COS_EEXIST, "this component exists already");
    check_result(booter(BOOTER_DESTROY, victim, 0), -COS_ENOENT, "the victim does not exist yet");
    check(cycle(victim), "the first cycle");

    int64_t free_pages = booter(BOOTER_FREE, 0, 0), deaths = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value;

    while (done < CYCLES && cycle(victim))
        done++;
    check_result(done, CYCLES, "a thousand cycles");
    check_result(booter(BOOTER_FREE, 0, 0), free_pages, "as many pages are free as before");
    check_result(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value, deaths + CYCLES, "each death was counted");
    return check_done();
}
