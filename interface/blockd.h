/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The block service's interface: component calls through a gate to its entry 0. Users are numbered
 * as its arguments name them (components/blockd/README.md). What goes over its links says block.h.
 *
 * Results: 0, or a negative COS_E* number: ENOENT: no such user, counter or word; ENOSYS: no such
 * method; EAGAIN: too many call at once, try again. Anybody who has the gate may call; a call
 * changes nothing and never waits.
 */
#ifndef BLOCKD_H
#define BLOCKD_H

#define BLOCKD_LINKS 40 /* most disks and users together */
/* of the memory that the manifest gives it (`memory:`), for each of them */
#define BLOCKD_LINK_BYTES 4096
#define BLOCKD_NAME       32 /* bytes of a user's name, NULs behind it included */

enum blockd_method {
    BLOCKD_COUNT,   /* second result: number of users */
    BLOCKD_LABEL,   /* a1 = user, a2 = 0 .. 3: second result: these 8 bytes of its
                       name, first one lowest */
    BLOCKD_COUNTER, /* a1 = user, a2 = enum blockd_counter: second result: its value
                       since the service started */
};

enum blockd_counter {
    BLOCKD_READS, /* passed on to the disk */
    BLOCKD_WRITES,
    BLOCKD_FLUSHES,
    BLOCKD_BYTES_READ, /* done by the disk */
    BLOCKD_BYTES_WRITTEN,
    BLOCKD_DENIED,      /* writes of a user that may only read */
    BLOCKD_INVALID,     /* beyond the user's sectors, no whole sectors, or of no known kind */
    BLOCKD_FAILED,      /* passed on, and not done */
    BLOCKD_RESUBMITTED, /* passed on once more, since the driver had begun anew */
    BLOCKD_RESTARTS,    /* the user has begun anew, or has another chance after a break */
    BLOCKD_BREAKS,      /* the user has broken the rules of its link */
    BLOCKD_COUNTERS
};

#endif
