/* SPDX-License-Identifier: BSD-2-Clause */
/* Ends a driver at once, whatever it does, and starts it again. For programs that may call the
 * booter. Returns 0 or the booter's error. */
#ifndef KILL_H
#define KILL_H

#include <booter.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <cos/wait.h>
#include <stdbool.h>

static inline int64_t booter_call(uint64_t method, uint64_t id)
{
    bool steps = method == BOOTER_CREATE || method == BOOTER_DESTROY;
    uint64_t pause_us = 0;
    int64_t error;

    while ((error = steps ? cos_booter(method, id)
                          : cos_call(COS_SLOT_BOOTER, method, id, 0, 0).value) == -COS_EBUSY)
        cos_back_off(&pause_us);
    return error;
}

/* Waits until the driver is there for the first time: it begins when its devices have been found.
 */
static inline void await_driver(uint64_t id)
{
    uint64_t pause_us = 0;

    while (booter_call(BOOTER_PAGES, id) < 0)
        cos_back_off(&pause_us);
}

static inline int64_t kill_and_restart(uint64_t id)
{
    int64_t error = booter_call(BOOTER_DESTROY, id);

    return error == 0 ? booter_call(BOOTER_CREATE, id) : error;
}

#endif
