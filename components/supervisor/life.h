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
    LIFE_NEW,        /* it has not ended yet, or has been started again since */
    LIFE_EXITED,     /* it has ended, and stays down */
    LIFE_CRASHED,    /* likewise, after a failure */
    LIFE_CLAIMED,    /* a thread has found it at its end, and is about to record that */
    LIFE_ENDED,      /* its end is recorded */
    LIFE_RECLAIMING, /* its memory is being taken back */
    LIFE_PAUSED,     /* waits for its next life, or is being made */
    /* The same, but another component has started it meanwhile, and it has ended again: that end is
     * dealt with when the supervisor has tried to start it. */
    LIFE_PAUSED_CLAIMED,
    LIFE_PAUSED_ENDED,
    LIFE_STATES /* how many there are */
};

enum life_event {
    LIFE_CLAIM,        /* a thread finds it at its end */
    LIFE_RECORD,       /* that thread has recorded it */
    LIFE_RECLAIM,      /* the supervisor's thread begins to take back what it held */
    LIFE_PAUSE,        /* it is to be started again later */
    LIFE_START,        /* it has been started */
    LIFE_STOP,         /* it stays down after an end that was none of a failure */
    LIFE_STOP_CRASHED, /* it stays down after a failure */
    LIFE_EVENTS        /* how many there are */
};

enum end_kind { END_EXIT, END_REBOOT, END_CRASH, END_KILL, END_LOST };

struct crash;

struct life {
    uint32_t state; /* enum life_state */

    /* Its last end, by the thread that has claimed it: */
    enum end_kind how;
    uint8_t status;
    uint64_t at;         /* TSC time: reports and memory take theirs after it */
    int64_t pages;       /* that it had; ENOENT: another component has ended it by the booter */
    uint64_t number;     /* the booter's, of this life: another component may start the next one */
    struct crash *crash; /* END_CRASH: the details; NULL: there was no room for them */

    /* By the supervisor's thread: */
    uint64_t due;          /* TSC time of the next step, in LIFE_RECLAIMING and LIFE_PAUSED */
    uint64_t retry_us;     /* the last pause before it was tried again (cos/wait.h) */
    unsigned start_status; /* LIFE_PAUSED: the system's, if it cannot be started */
    bool told;             /* the console has been told of its end */
    bool last;             /* it is not started again */
    unsigned left_out;     /* ends before this one of which the console was not told */
    struct restart restart;
    uint64_t deadline;    /* TSC time by which it has to end, once it has been told to */
    uint64_t kept_number; /* the booter's, of its last life of which a driver was seen to keep a
                             link after the end; 0: of none */
    uint64_t kept_since;  /* when that was first seen */
};

/* Takes the step that the event means in its state. False: it means none there, and nothing has
 * changed. Of threads that claim the same end one succeeds. */
bool life_step(struct life *life, enum life_event event);

enum life_state life_state(const struct life *life);

/* From its end until all that it held has been taken back. */
bool life_is_ending(const struct life *life);

/* It has ended and will be started again. */
bool life_is_paused(const struct life *life);

/* What SUPERVISOR_STATUS says of it. alive: whether the booter has it. */
enum supervisor_state life_shown(const struct life *life, bool alive);

#endif
