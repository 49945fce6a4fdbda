/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A component's life as the supervisor knows it: one state, which only life_step() changes, by one
 * table. Any thread may claim an end and record it; the supervisor's own thread takes all other
 * steps. No system calls.
 */
#ifndef SUPERVISOR_LIFE_H
#define SUPERVISOR_LIFE_H

#include "restart.h"

#include <stdbool.h>
#include <stdint.h>
#include <supervisor.h>

/* In each of the first three the component runs if the booter has it. If not: */
enum life_state {
    LIFE_NEW,     /* it has not ended yet, or has been started again */
    LIFE_EXITED,  /* it has ended, and stays down */
    LIFE_CRASHED, /* likewise, after a failure */
    /* From here on the supervisor has work: */
    LIFE_CLAIMED,    /* a thread has claimed its end, and is about to record it */
    LIFE_ENDED,      /* its end is recorded */
    LIFE_RECLAIMING, /* its memory is being taken back */
    /* From here on there is a next life: */
    LIFE_PAUSED, /* it waits for its next life, or is being made */
    /* The same, but another component has started it meanwhile, and it has ended again: the
     * supervisor handles that end after its own attempt to start it. */
    LIFE_PAUSED_CLAIMED,
    LIFE_PAUSED_ENDED,
    LIFE_STATES /* how many there are */
};

enum life_event {
    LIFE_CLAIM,        /* a thread finds it dead */
    LIFE_RECORD,       /* that thread has recorded the end */
    LIFE_RECLAIM,      /* the supervisor's thread begins to take back its memory */
    LIFE_PAUSE,        /* it is to be started, or started again, later */
    LIFE_START,        /* it has been started, or cannot be started for the first time */
    LIFE_STOP,         /* it stays down after an end without a failure */
    LIFE_STOP_CRASHED, /* it stays down after a failure */
    LIFE_EVENTS        /* how many there are */
};

enum end_kind { END_EXIT, END_REBOOT, END_CRASH, END_KILL, END_LOST, END_HUNG, END_KINDS };

struct crash;

struct life {
    uint32_t state; /* enum life_state */

    /* Its last end, written by the thread that has claimed it: */
    enum end_kind how;
    uint8_t status;
    uint64_t at;         /* TSC time of the end, before reports and the return of memory */
    int64_t pages;       /* pages that it had; ENOENT: another component has ended it through the
                            booter */
    uint64_t number;     /* the booter's number of this life: another component may start the next
                            one */
    struct crash *crash; /* details of END_CRASH, END_HUNG; NULL: there was no room for them */
    uint32_t ends[END_KINDS]; /* how many there were of each kind */

    uint64_t ready; /* the booter's number of the life that has said that it is ready; 0: of none.
                       Its thread writes this */

    /* Written by the supervisor's thread: */
    uint64_t bill;         /* ticks of the supervisor's work for it, not charged yet */
    uint64_t due;          /* TSC time of the next step, in LIFE_RECLAIMING and LIFE_PAUSED */
    uint64_t retry_us;     /* the last pause before a retry (cos/wait.h) */
    unsigned start_status; /* LIFE_PAUSED: the system's status if it cannot be started */
    uint64_t untold;       /* components still to be told of a change: bits */
    bool told;             /* its end has been reported on the console, */
    bool details;          /* with all that is known; */
    bool reported;         /* that report has begun, */
    unsigned lines;        /* with so many parts so far; */
    bool said;             /* these were all */
    uint64_t last;         /* TSC time at which it was told to end for good; 0: it was not */
    bool first;            /* it has not been started yet, and is to be */
    unsigned left_out;     /* earlier ends that were not reported on the console */
    struct restart restart;
    uint32_t restarts;    /* how often it has been started again */
    bool begun;           /* it is being made */
    bool waits;           /* for components that must be ready before; */
    bool waits_told;      /* this has been reported; */
    uint64_t waits_since; /* TSC time, 0: it does not wait */
    uint64_t deadline;    /* TSC time by which it must end, once it has been told to */
    uint64_t kept_number; /* the booter's, of its last life of which a driver was seen to keep a
                             link after the end; 0: of none */
    uint64_t kept_since;  /* when that was first seen */
};

/* Takes the step for the event in its state. False: there is none, and nothing has changed. Of
 * threads that claim the same end, one succeeds. */
bool life_step(struct life *life, enum life_event event);

static inline enum life_state life_state(const struct life *life)
{
    return (enum life_state)__atomic_load_n(&life->state, __ATOMIC_ACQUIRE);
}

/* Whether it has ended, and its memory has not been taken back yet. */
bool life_is_ending(const struct life *life);

/* Whether the supervisor's thread has work for it, now or later. */
static inline bool life_has_work(const struct life *life)
{
    return life_state(life) >= LIFE_CLAIMED || life->untold != 0;
}

/* Whether it has ended and will be started again. */
static inline bool life_is_paused(const struct life *life)
{
    return life_state(life) >= LIFE_PAUSED;
}

/* Whether its last end was a failure. */
static inline bool life_has_failed(const struct life *life)
{
    return life->how == END_CRASH || life->how == END_KILL || life->how == END_HUNG;
}

/* Returns its SUPERVISOR_STATUS. alive: whether the booter has it. */
enum supervisor_state life_shown(const struct life *life, bool alive);

#endif
