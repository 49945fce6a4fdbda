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

/* A record: its number in the ring (0: no record), its run, and its order in that run. */
struct ring_mark {
    uint64_t number, boot, order;
};

struct ring {
    const struct ring_disk *disk;
    uint64_t slots;
    struct ring_mark newest; /* the newest record; */
    struct ring_mark safe;   /* and the newest one that a loss of power leaves */
};

/* Reads the disk; begins a ring on one that is all zero where the ring is to be, and writes to no
 * other. Returns NULL, or what is wrong with the disk. */
const char *ring_open(struct ring *ring, const struct ring_disk *disk);

/* Whether the ring has got the record already: the caller may have ended before it could say so. */
bool ring_has(const struct ring *ring, const struct evm_crash_record *record);

/* Numbers the record, and writes it into the oldest slot. The next flush makes it safe. Returns
 * false if the disk has failed: then the ring is as before. */
bool ring_write(struct ring *ring, struct evm_crash_record *record);

/* Makes all records safe. Returns false if the disk has failed: then the ring goes on behind the
 * last safe one. */
bool ring_flush(struct ring *ring);

/* Whether half of the ring waits for a flush. A loss of power may cost all records that wait, and
 * those that were in their slots. */
bool ring_is_due(const struct ring *ring);

#endif
