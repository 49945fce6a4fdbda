/* SPDX-License-Identifier: BSD-2-Clause */
/* Where partitions are: MBR, with logical ones, and GPT. What a table says is not
 * believed. No system calls. */
#ifndef BLOCKD_PARTITION_H
#define BLOCKD_PARTITION_H

#include <block.h>
#include <blockd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* highest number; so many reads at most follow a chain of logical ones */
#define PARTITION_MOST BLOCKD_PARTITION_MOST

struct extent {
    uint64_t first, count;
}; /* sectors */

struct partition_disk {
    uint64_t sectors;
    /* Puts a sector into `bytes`, BLOCK_SECTOR of them. False: it cannot be read. */
    bool (*read)(void *context, uint64_t sector, uint8_t *bytes);
    void *context;
};

/*
 * Finds a partition; number: 1 .. PARTITION_MOST, as Linux and others count: of an MBR, 1 .. 4 are
 * the primary ones, 5 and up the logical ones. NULL and *extent, of at least one sector, all within
 * the disk, the first one never sector 0; or what is wrong.
 */
const char *partition_find(const struct partition_disk *disk, unsigned number,
                           struct extent *extent);

/* The same, of a disk that has a GPT; for partition_find(). */
const char *gpt_find(const struct partition_disk *disk, unsigned number, struct extent *extent);

#endif
