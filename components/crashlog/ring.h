/* SPDX-License-Identifier: BSD-2-Clause */
/* The ring of crash records on a disk (evm/crash.h). Makes no system calls: tests run it on the
 * build machine, too, on disks that lose power between any two writes. */
#ifndef CRASHLOG_RING_H
#define CRASHLOG_RING_H

#include <evm/crash.h>
#include <stdbool.h>
#include <stdint.h>

#define RING_SECTOR 512

/* The disk. Each function returns whether it has succeeded; bytes: whole sectors, at most a
 * slot. */
struct ring_disk {
    void *context;
    uint64_t sectors;
    bool (*read)(void *context, uint64_t sector, void *data, uint32_t bytes);
    bool (*write)(void *context, uint64_t sector, const void *data, uint32_t bytes);
    bool (*flush)(void *context);
};

struct ring {
    const struct ring_disk *disk;
    uint64_t slots;
    uint64_t number;      /* of the newest record; 0: there is none */
    uint64_t boot, order; /* the same */
};

/* Reads the disk; begins a ring on one that is all zero where the ring is to be, and writes to no
 * other. Returns NULL, or what is wrong with the disk. */
const char *ring_open(struct ring *ring, const struct ring_disk *disk);

/* Whether the ring has got the record already: the caller may have ended before it could say so. */
bool ring_has(const struct ring *ring, const struct evm_crash_record *record);

/* Writes the record into the oldest slot, numbered, and flushes. Returns whether it is on the disk
 * for good. */
bool ring_add(struct ring *ring, struct evm_crash_record *record);

#endif
