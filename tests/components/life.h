/* SPDX-License-Identifier: BSD-2-Clause */
/* Controls other components' lives, for components with access to the booter. */
#ifndef LIFE_H
#define LIFE_H

#include <booter.h>
#include <cos/runtime.h>
#include <cos/start.h>
#include <cos/syscall.h>
#include <supervisor.h>

static inline int64_t booter(unsigned method, uint64_t id)
{
    if (method == BOOTER_CREATE || method == BOOTER_DESTROY)
        return cos_booter(method, id);
    return cos_call(COS_SLOT_BOOTER, method, id, 0, 0).value;
}

/* Returns an enum supervisor_state. */
static inline int64_t state(uint64_t id)
{
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, id, 0, 0).value & 0xff;
}

/* Waits until the component is no longer running, or for `us` microseconds. Returns its state
 * then. */
static inline int64_t await_end(uint64_t id, uint64_t us)
{
    uint64_t deadline = cos_tsc() + cos_ticks(us), events;

    while (state(id) == SUPERVISOR_RUNNING && cos_tsc() < deadline)
        cos_wait(COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(1000), &events);
    return state(id);
}

/* Ends a component, or finds that it has ended. Returns a negative COS_E* if that takes longer than
 * `us` microseconds. */
static inline int64_t end_life(uint64_t id, uint64_t us)
{
    uint64_t deadline = cos_tsc() + cos_ticks(us);
    int64_t error;

    while ((error = booter(BOOTER_DESTROY, id)) == -COS_EBUSY && cos_tsc() < deadline)
        cos_sleep(100);
    return error == -COS_ENOENT ? 0 : error;
}

#endif
