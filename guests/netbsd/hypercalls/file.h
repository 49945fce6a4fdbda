/* SPDX-License-Identifier: BSD-2-Clause */
/* Open files of rumpuser_open(): each number stands for a disk, the access to it, and a
 * position. */
#ifndef NETBSD_FILE_H
#define NETBSD_FILE_H

#include "disk.h"

struct file {
    struct disk *disk; /* NULL: the number is free */
    bool readable, writable;
    uint64_t position;
    unsigned requests; /* of rumpuser_bio(), in flight */
};

/* NULL: the number is no open file, or the file is not open for `reading` or `writing`. */
struct file *file_of(int number, bool reading, bool writing);

/* Waits until no request of the file is in flight. The caller does not hold the rump kernel's
 * CPU. */
void bio_drain(struct file *file);

#endif
