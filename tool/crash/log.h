/* SPDX-License-Identifier: BSD-2-Clause */
/* Crash records on a disk (interface/evm/crash.h), whose bytes may be anything. */
#ifndef CRASH_LOG_H
#define CRASH_LOG_H

#include <evm/crash.h>

#include "base/base.h"

/* A disk, or its image. */
struct crash_disk {
    uint64_t bytes;
    /* Reads from `offset` on, within the disk. Returns false after an error. */
    bool (*read)(void *context, uint64_t offset, void *bytes, size_t size);
    void *context;
};

struct crash_log {
    struct evm_crash_record *records; /* in the order of their numbers */
    uint32_t count;
    uint32_t slots;   /* of the ring */
    uint32_t damaged; /* slots that hold something, but no record */
    bool unread;      /* a slot could not be read */
};

/* Reads the ring that begins at `first`. Returns NULL, or what is wrong, a phrase behind the disk's
 * name. Then all numbers in a record fit its arrays, and a NUL ends each of its names. */
const char *crash_log_read(const struct crash_disk *disk, uint64_t first, struct crash_log *log);
void crash_log_free(struct crash_log *log);

/* Returns true if the disk begins as a ring does there. */
bool crash_log_is_at(const struct crash_disk *disk, uint64_t first);

/* Returns the number of records of the same run of the system that were lost right before this
 * one. */
uint64_t crash_log_lost(const struct crash_log *log, uint32_t index);

#endif
