/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls of the supervisor for the component with the flag EVM_CONTROL, the monitor of the control
 * channel. It may also call SUPERVISOR_KILL, SUPERVISOR_USAGE and SUPERVISOR_SHUTDOWN; the booter
 * is not among its rights.
 */
#ifndef SUPERVISOR_CONTROL_H
#define SUPERVISOR_CONTROL_H

#include <supervisor.h>

enum supervisor_control_method {
    /* a1 = component id: ends it and starts it again, whatever its restart policy says, within the
     * limits of that; starts one that is down, or waits for its restart, soon. Only the monitor,
     * else EDENIED. EINVAL: a root component other than the console, or no component; ENOENT: it
     * has never been started; EBUSY: the system ends, or the component is about to end; EDEPTH */
    SUPERVISOR_AGAIN = 0x100,
};

#endif
