/* SPDX-License-Identifier: BSD-2-Clause */
/* Open files of rumpuser_open(): numbers that stand for a disk, what may be done
 * with it, and a position. */
#ifndef NETBSD_FILE_H
#define NETBSD_FILE_H

#include "disk.h"

struct file {
    struct disk *disk; /* NULL: the number is free */
    bool readable, writable;
    uint64_t position;
    unsigned requests; /* of rumpuser_bio(), under way */
};

/* NULL: the number is of no open file, or not of one open for reading or writing
 * where that is asked for. */
struct file *file_of(int number, bool reading, bool writing);

/* Waits until no request of the file is under way; without the rump kernel's CPU. */
void bio_drain(struct file *file);

#endif
