/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The block service's interface: its configuration, which the tool writes, and component calls
 * through a gate to its entry 0. Its links are first those with disks, which it owns, then those of
 * its users, in the order of the manifest. They carry the requests of block.h.
 *
 * Results: 0, or a negative COS_E* number: ENOENT: no such user, counter or word; ENOSYS: no such
 * method. Any component with the gate may call; a call changes nothing and never waits.
 */
#ifndef BLOCKD_H
#define BLOCKD_H

#include <stdint.h>

#define BLOCKD_LINKS 40 /* greatest sum of disks and users */
/* of the memory that the manifest gives it (`memory:`), for each of them */
#define BLOCKD_LINK_BYTES 4096
#define BLOCKD_NAME       32 /* bytes of a user's name, its padding included */

#define BLOCKD_PARTITION_MOST 128          /* highest number of a partition */
#define BLOCKD_SECTORS_MOST   (1ull << 54) /* of a disk: its bytes are a number of 64 bits */

/* ---- Its configuration: the blob of this name, which is one struct blockd_config ---- */

#define BLOCKD_CONFIG "blockd"

struct blockd_user {
    char name[BLOCKD_NAME]; /* unique; padded with NULs */
    uint32_t disk;          /* number of one of the service's own links */
    uint32_t partition;     /* 1 .. BLOCKD_PARTITION_MOST, as Linux counts; 0: none; the sectors
                               below */
    uint64_t first, count;  /* sectors, at most BLOCKD_SECTORS_MOST each; count 0: up to the disk's
                               end. Both 0 if there is a partition */
    uint32_t writable;      /* 1: the user may write; 0: it may only read */
    uint32_t unused;
};

struct blockd_config {
    uint32_t user_count; /* with the disks at most BLOCKD_LINKS */
    uint32_t unused;
    struct blockd_user users[BLOCKD_LINKS]; /* all 0 after the last one */
};

/* ---- Calls ---- */

enum blockd_method {
    BLOCKD_COUNT,   /* second result: number of users */
    BLOCKD_LABEL,   /* a1 = user, a2 = 0 .. 3: second result: these 8 bytes of its
                       name, first one lowest */
    BLOCKD_COUNTER, /* a1 = user, a2 = enum blockd_counter: second result: its value
                       since the service started */
};

enum blockd_counter {
    BLOCKD_READS, /* passed on to the disk; so below */
    BLOCKD_WRITES,
    BLOCKD_FLUSHES,
    BLOCKD_BYTES_READ, /* done by the disk */
    BLOCKD_BYTES_WRITTEN,
    BLOCKD_DENIED,      /* writes of a user that may only read */
    BLOCKD_INVALID,     /* beyond the user's sectors, not whole sectors, or of unknown kind */
    BLOCKD_FAILED,      /* passed on; the disk failed */
    BLOCKD_RESUBMITTED, /* passed on again after a restart of the driver */
    BLOCKD_RESTARTS,    /* of the user, or of its link after a break */
    BLOCKD_BREAKS,      /* the user has broken the rules of its link */
    BLOCKD_COUNTERS
};

#endif
