/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The supervisor's interface: component calls through COS_SLOT_SUPERVISOR; the token is the
 * client's component id. Its second entry (evm_fault_gate) is the fault gate of every component;
 * there the token is the component's id too. Results: 0 or positive, or a negative COS_E* error.
 */
#ifndef SUPERVISOR_H
#define SUPERVISOR_H

#include <stdbool.h>
#include <stdint.h>

enum supervisor_method {
    SUPERVISOR_EXIT,   /* a1 = status 0 .. 255: the calling component ends; all that it held is
                          reclaimed. No return. */
    SUPERVISOR_REBOOT, /* the calling component ends and is started anew, unless that has been done
                          too often. No return. */
    SUPERVISOR_STATUS, /* a1 = component id: SUPERVISOR_* state | exit status << 8. It is running
                          until all that it held has been taken back; COS_EVENT_PEER tells when
                          that is done. ENOENT */
    SUPERVISOR_DEATHS, /* number of components that ended by a fault so far */
    SUPERVISOR_SHUTDOWN, /* asks all components to end (COS_EVENT_POWER), in the order of use: each
                            when those that use it have ended, services when all that are none have;
                            each has ten seconds. Then the system ends. Only the console and clients
                            granted the booter: else EDENIED */
    SUPERVISOR_POWEROFF, /* a1 = status: ends the whole system. Only clients granted the booter. */
    SUPERVISOR_KILL,     /* a1 = component id: ends it as a fault would; what then happens says the
                        manifest. Only clients granted the booter. EINVAL: a root component, or
                        none; ENOENT: it is not there */
    SUPERVISOR_NAME,     /* a1 = component id, a2 = 0 .. 3: second result = these 8 bytes of its
                        name, the first one lowest. Only clients granted the booter. ENOENT: no
                        such component or word */
};

/* Slots in the supervisor's own table, filled by the booter: MANAGE on component `id`,
 * READ on its page table. */
#define SUPERVISOR_SLOT_COMP(id) (64 + 2 * (id))
#define SUPERVISOR_SLOT_PT(id)   (65 + 2 * (id))

/* Event at its endpoint 0, from the kernel: a fault has ended a component for which there was
 * no room on its thread. */
#define SUPERVISOR_EVENT_FAULT (COS_EVENT_OWN << 1)

/* Token of the gates that components have in place of those to components that do not exist just
 * now: whatever is called, the answer is EDENIED, as that of a gate to a component that has ended.
 * No component's id. */
#define SUPERVISOR_TOKEN_NOBODY UINT32_MAX

enum supervisor_state {
    SUPERVISOR_ABSENT, /* not started yet, or ended by a component that has the booter */
    SUPERVISOR_RUNNING,
    SUPERVISOR_EXITED, /* it stays down, unless a component asks the booter for it; so below */
    SUPERVISOR_CRASHED,
    SUPERVISOR_RESTARTING, /* it has ended, and will be started again */
};

/* Whether a component with that SUPERVISOR_STATUS has ended for good: who waits for it has to give
 * up. COS_EVENT_PEER tells when it is time to look. */
static inline bool supervisor_stays_down(int64_t status)
{
    return status >= 0 &&
           ((status & 0xff) == SUPERVISOR_EXITED || (status & 0xff) == SUPERVISOR_CRASHED);
}

#endif
