/* SPDX-License-Identifier: BSD-2-Clause */
/* What each user may do with which sectors. No system calls. */
#ifndef BLOCKD_GRANT_H
#define BLOCKD_GRANT_H

#include "partition.h"

#include <blockd.h>
#include <link/link.h>

struct grant {
    char name[BLOCKD_NAME]; /* of the user */
    uint32_t disk, part;    /* part 0: none, the extent says it */
    bool writable;
    struct extent extent; /* of the disk; before grant_resolve(): as declared, count 0 is
                               up to the disk's end */
    uint64_t counters[BLOCKD_COUNTERS];
};

struct grants {
    uint32_t count;
    struct grant of[BLOCKD_LINKS];
};

/* Finds the grant's sectors on its disk. NULL, or what is wrong. */
const char *grant_resolve(struct grant *grant, const struct partition_disk *disk,
                          bool disk_read_only);

/* Whether two grants let their users write the same sector; then *one < *other say which. */
bool grants_collide(const struct grants *grants, unsigned *one, unsigned *other);

/*
 * Checks a request and counts it if it is refused. Result: 0 and, of reads and writes, the disk's
 * sector; else the negative COS_E* number of block.h.
 */
int32_t grant_translate(struct grant *grant, const struct link_request *request, uint64_t *sector);

#endif
