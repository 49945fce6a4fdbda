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
    SUPERVISOR_EXIT,     /* a1 = status 0 .. 255: the calling component ends; its resources are
                            reclaimed. Does not return. */
    SUPERVISOR_REBOOT,   /* the calling component ends and is started again, unless it has been too
                            often. Does not return. */
    SUPERVISOR_STATUS,   /* a1 = component id: SUPERVISOR_* state | status of its last end << 8, and
                            SUPERVISOR_WAS_HUNG if it was hung then. It counts as running until its
                            resources have been reclaimed; COS_EVENT_PEER then tells. ENOENT */
    SUPERVISOR_DEATHS,   /* result: number of components that ended by a fault so far */
    SUPERVISOR_SHUTDOWN, /* asks all components to end (COS_EVENT_POWER), in the order of use: each
                            when its users have ended, services when all other components have; each
                            has ten seconds. Then the system ends. Only the console and clients
                            granted the booter, else EDENIED */
    SUPERVISOR_POWEROFF, /* a1 = status: ends the whole system. Only clients granted the booter. */
    SUPERVISOR_KILL,     /* a1 = component id: ends it as a fault would; the manifest says whether
                            it is started again. Only clients granted the booter. EINVAL: a root
                            component, or no component; ENOENT: it does not exist now */
    SUPERVISOR_NAME,     /* a1 = component id, a2 = 0 .. 3: second result = these 8 bytes of its
                        name, the first one lowest. Only clients granted the booter. ENOENT: no
                        such component or word */
    SUPERVISOR_READY,    /* the calling component is ready for those that start after it (struct
                            evm_component.after), until it ends. Without the flag EVM_READY it is so
                            anyway. On its own thread, else EDENIED; EDEPTH */
    SUPERVISOR_USAGE,    /* a1 = component id, a2 = enum supervisor_usage: second result = that
                            figure, since the system's start. Only clients granted the booter.
                            ENOENT: no such component or figure; EDEPTH */
    SUPERVISOR_SHOW,    /* prints these figures of all components on the console, soon, a line each.
                           Only the console and clients granted the booter, else EDENIED */
    SUPERVISOR_BLOCKED, /* a1 = SUPERVISOR_BLOCKED_*, a2 = address: the IOMMU has blocked an access;
                           ends the device's owner, unless it was an interrupt. Only `devices`
                           (device_work.h), on its own thread. EINVAL: that component has no PCI
                           devices; EAGAIN: try again after a while */
    /* A sign of life of the calling component, which costs little and never waits. a1 =
     * milliseconds until the next one, at most SUPERVISOR_ALIVE_MOST, 0: as long as the manifest's
     * key `watchdog` says, or without that key as long as it likes. Never longer than the key says.
     * a2 = 1: the supervisor asks for the next one (COS_EVENT_ALIVE) when half of that time is
     * over. If the next sign does not come, the component is hung: it ends, as by a fault. EINVAL:
     * a1 is too long */
    SUPERVISOR_ALIVE,
    SUPERVISOR_BOARD, /* a1 = milliseconds from a feed to the reset, a2 = 1: the device has reset
                         the machine, before this boot: the driver of the board's watchdog
                         (board.h) begins. Only that driver. EINVAL: such a time is impossible */
    SUPERVISOR_UNFED, /* the supervisor has not let it feed the device for too long: notes why, if
                         it can, for after the reset. May not return. Only that driver */
    /* Crash records (evm/crash.h), for the component with the flag EVM_CRASHES only, else EDENIED.
     * The supervisor keeps the last EVM_CRASH_KEPT - 1; COS_EVENT_PEER tells when there is a new
     * one. */
    SUPERVISOR_RECORD_NEXT, /* a1 = number of a record, 0: none: it and those before are done with.
                               Second result = the number (struct evm_crash_record.order) of the
                               oldest one that is not. ENOENT: there is none */
    SUPERVISOR_RECORD,      /* a1 = that number, a2 = 0 .. EVM_CRASH_RECORD_WORDS - 1: second result
                               = this word of the record. ENOENT: it is not kept any more */
};

#define SUPERVISOR_WAS_HUNG    (1 << 16)
#define SUPERVISOR_ALIVE_LEAST 100 /* shorter times count as this one */
#define SUPERVISOR_ALIVE_MOST  86400000

/* Bits 0-15: place of the device, 16-23: its component, 0: none, 24-31: the IOMMU's reason. */
#define SUPERVISOR_BLOCKED_WRITE (1ull << 32) /* a write, else a read */
/* the IOMMU records no more accesses of this device until its component starts again */
#define SUPERVISOR_BLOCKED_LAST (1ull << 33)

/* Slots in the supervisor's own table, filled by the booter: MANAGE on component `id`,
 * READ on its page table, READ on its first thread. */
#define SUPERVISOR_SLOT_COMP(id)   (64 + 3 * (id))
#define SUPERVISOR_SLOT_PT(id)     (65 + 3 * (id))
#define SUPERVISOR_SLOT_THREAD(id) (66 + 3 * (id))

/* Event at its endpoint 0, from the kernel: a fault has ended a component, as the thread had no
 * room to call the fault handler. */
#define SUPERVISOR_EVENT_FAULT (COS_EVENT_OWN << 1)
/* The same, from the booter: `devices` has done work (device_work.h), so a component that could not
 * be made or ended may be now. */
#define SUPERVISOR_EVENT_WORK (COS_EVENT_OWN << 2)

/* Token of the gates that stand in for those to components that do not exist now: every call
 * returns EDENIED, as a gate to a component that has ended does. No component's id. */
#define SUPERVISOR_TOKEN_NONE UINT32_MAX

enum supervisor_state {
    SUPERVISOR_ABSENT, /* not started yet, or ended by a component that has the booter */
    SUPERVISOR_RUNNING,
    SUPERVISOR_EXITED, /* it stays down, unless a component asks the booter to start it; so below */
    SUPERVISOR_CRASHED,    /* after a failure: a fault, a kill, a hang */
    SUPERVISOR_RESTARTING, /* it has ended, and will be started again; or waits for its start */
};

/* Figures of a component (SUPERVISOR_USAGE). */
enum supervisor_usage {
    SUPERVISOR_TIME,    /* TSC ticks that its own thread has run, also within others */
    SUPERVISOR_MISSED,  /* how often it was ready, but had to wait for its next budget */
    SUPERVISOR_LONGEST, /* TSC ticks for which it was ready without running, at most (SCHED_LONGEST)
                         */
    SUPERVISOR_RESTARTS, /* how often the supervisor has started it again */
    SUPERVISOR_PAGES,    /* page frames that it has now, kernel objects included */
    SUPERVISOR_EXITS,    /* ends by its own will */
    SUPERVISOR_REBOOTS,  /* ends by which it asked for its restart */
    SUPERVISOR_CRASHES,  /* ends by a fault */
    SUPERVISOR_KILLS,    /* ends by another component, or by the supervisor */
    SUPERVISOR_LOSSES,   /* ends of its thread without a status */
    SUPERVISOR_HANGS,    /* ends for want of a sign of life */
    SUPERVISOR_USAGES    /* how many there are */
};

/* Whether a component with that SUPERVISOR_STATUS has ended for good, so that waiting for it is
 * useless. COS_EVENT_PEER tells when to check. */
static inline bool supervisor_stays_down(int64_t status)
{
    return status >= 0 &&
           ((status & 0xff) == SUPERVISOR_EXITED || (status & 0xff) == SUPERVISOR_CRASHED);
}

#endif
