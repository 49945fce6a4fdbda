/* SPDX-License-Identifier: BSD-2-Clause */
/* Access of each user to sectors. No system calls. */
#ifndef BLOCKD_GRANT_H
#define BLOCKD_GRANT_H

#include "partition.h"

#include <blockd.h>
#include <link/link.h>

struct grant {
    char name[BLOCKD_NAME]; /* of the user */
    uint32_t disk, part;    /* part 0: no partition, `extent` counts */
    bool writable;
    struct extent extent; /* on the disk; before grant_resolve() as declared, where a count of 0
                               means up to the disk's end */
    uint64_t counters[BLOCKD_COUNTERS];
};

struct grants {
    uint32_t count;
    struct grant of[BLOCKD_LINKS];
};

/* Finds the grant's sectors on its disk. Returns NULL, or what is wrong. */
const char *grant_resolve(struct grant *grant, const struct partition_disk *disk,
                          bool disk_read_only);

/* Returns true if two users could write the same sector; *one < *other are their numbers. */
bool grants_collide(const struct grants *grants, unsigned *one, unsigned *other);

/*
 * Checks a request and counts it if it is refused. Returns 0 and, for reads and writes, the sector
 * of the disk; else a negative COS_E* number as in block.h.
 */
int32_t grant_translate(struct grant *grant, const struct link_request *request, uint64_t *sector);

#endif
