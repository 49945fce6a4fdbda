/* SPDX-License-Identifier: BSD-2-Clause */
/* A random test of the root components' protocols. Agents of different priorities wake at random
 * times, and so preempt each other anywhere in calls into root components: they kill, make, end,
 * and ask. Subjects crash, fail, restart and are killed. The umpire counts their lives and the
 * errors that the agents report, and knows what must hold in the end. */
#ifndef PROTOCOLS_H
#define PROTOCOLS_H

#include <cos/runtime.h>
#include <cos/syscall.h>

#include "argument.h"

/* The manifest's order: umpire, agents, crashers, victims, puppets; by components' ids. */
#define AGENTS        7
#define CRASHERS      3
#define VICTIMS       5
#define PUPPETS       2
#define CRASHER_LIVES 12 /* the last one ends well */

enum umpire_method {
    UMPIRE_BORN,  /* result: number of the caller's life, from 1; second result: its
                     first id, of the umpire */
    UMPIRE_LIVES, /* a1 = id: how many lives it has had */
    UMPIRE_WRONG, /* a1 = enum wrong, a2, a3 = the evidence */
    UMPIRE_DONE,  /* an agent has ended */
};

enum wrong {
    WRONG_STATUS,
    WRONG_KILL,
    WRONG_ALIVE,
    WRONG_REFUSED,
    WRONG_MADE,
    WRONG_ENDED,
    WRONG_TIME,
    WRONG_DEATHS,
    WRONG_PAGES,
    WRONG_NAME,
    WRONG_DEVICE,
    WRONG_NOTIFY
};

/* How a life of a crasher ends; four ways are crashes. */
enum way { WAY_OPCODE, WAY_PAGE, WAY_FAIL, WAY_DIVIDE, WAY_REBOOT, WAY_JUMP, WAYS };

static inline enum way way_of(uint64_t id, uint64_t life)
{
    return (enum way)((id + life) % WAYS);
}
static inline bool way_crashes(enum way way)
{
    return way != WAY_FAIL && way != WAY_REBOOT;
}

static inline struct cos_result umpire(enum umpire_method method, uint64_t a1, uint64_t a2,
                                       uint64_t a3)
{
    return cos_call(COS_SLOT_CALL, method, a1, a2, a3);
}

#endif
