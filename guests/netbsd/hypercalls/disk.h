/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The VM's disks. A kind of disk is a set of operations; the one there is, in memory, is in memory_disk.c. Whatever is
 * called here may wait: callers do not hold the rump kernel's CPU.
 */
#ifndef NETBSD_DISK_H
#define NETBSD_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISK_NAME    16      /* bytes, NUL included */
#define DISKS        16
#define DISK_DEVICES "/dev/" /* in front of a name, in paths of the rump kernel */

struct disk;

/* Results: 0 or a positive errno. The range lies within the disk. */
struct disk_operations {
    int (*read)(struct disk *disk, void *buffer, size_t bytes, uint64_t offset);
    int (*write)(struct disk *disk, const void *buffer, size_t bytes, uint64_t offset);
    int (*flush)(struct disk *disk); /* what was written is durable when it returns */
};

struct disk {
    char name[DISK_NAME];
    uint64_t bytes;
    bool read_only;
    const struct disk_operations *operations; /* NULL: no disk */
    const void *image;  /* the rest is that kind's own; memory: the disk's contents as the VM started */
    void ***leaves;     /* memory: addresses of the pages that were written since */
};

/* Finds the disks that the image carries for the VM. Before all else here. */
void disks_start(void);

/* A new disk of that name (up to DISK_NAME - 1 bytes), for a driver to fill in. NULL: there are DISKS already. */
struct disk *disk_add(const char *name);

/* The disk of that name, which may have "/dev/" in front. NULL: there is none. */
struct disk *disk_find(const char *path);

/* Disk number `index`; NULL: there are no more. */
struct disk *disk_at(unsigned index);

/* How much of the VM's memory is set aside for written pages of disks: enough for all, or half of what was free. */
size_t disks_reserved(void);

/* Reads or writes as far as the disk goes; *done: how many bytes. 0 or errno; ENOSPC: the write begins at the end. */
int disk_read(struct disk *disk, void *buffer, size_t bytes, uint64_t offset, size_t *done);
int disk_write(struct disk *disk, const void *buffer, size_t bytes, uint64_t offset, size_t *done);

/* Makes a disk in memory of an image that is not changed: pages are copied when they are first written. */
void memory_disk_start(struct disk *disk, const void *image, uint64_t bytes);

/* What a disk of so many bytes takes if each page is written. */
size_t memory_disk_most(uint64_t bytes);

/* What all disks in memory may take from now on. */
void memory_disk_allow(size_t bytes);

#endif
