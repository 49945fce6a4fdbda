/* SPDX-License-Identifier: BSD-2-Clause */
/* Finds partitions: MBR, with logical ones, and GPT. Checks all that a table says. No system
 * calls. */
#ifndef BLOCKD_PARTITION_H
#define BLOCKD_PARTITION_H

#include <block.h>
#include <blockd.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* highest number, which also bounds the reads along a chain of logical partitions */
#define PARTITION_MOST BLOCKD_PARTITION_MOST

struct extent {
    uint64_t first, count;
}; /* sectors */

struct partition_disk {
    uint64_t sectors;
    /* Reads a sector into bytes[BLOCK_SECTOR]. Returns false if it cannot be read. */
    bool (*read)(void *context, uint64_t sector, uint8_t *bytes);
    void *context;
};

/*
 * Finds a partition. number: 1 .. PARTITION_MOST, as Linux counts: in an MBR, 1 .. 4 are primary,
 * 5 and up logical partitions. Returns NULL and *extent, at least one sector within the disk and
 * never sector 0; or what is wrong.
 */
const char *partition_find(const struct partition_disk *disk, unsigned number,
                           struct extent *extent);

/* The same for a disk with a GPT; partition_find() calls it. */
const char *gpt_find(const struct partition_disk *disk, unsigned number, struct extent *extent);

#endif
