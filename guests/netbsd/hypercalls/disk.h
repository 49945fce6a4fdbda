/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The VM's disks. A kind of disk is a set of operations: memory_disk.c has one in memory,
 * ../links/link_disk.c one that another component serves. What is called here may wait, unless said
 * otherwise: callers do not hold the rump kernel's CPU.
 */
#ifndef NETBSD_DISK_H
#define NETBSD_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISK_NAME    16 /* bytes, NUL included */
#define DISKS        16
#define DISK_DEVICES "/dev/" /* in front of a name, in paths of the rump kernel */

struct disk;
struct link_disk;

enum disk_kind { DISK_READ, DISK_WRITE, DISK_FLUSH, DISK_INFO /* a kind's own */ };

struct disk_request {
    enum disk_kind kind;
    void *buffer;
    size_t bytes; /* the range lies within the disk; FLUSH: 0 */
    uint64_t offset;
    void (*done)(struct disk_request *request); /* in any thread's time: must not wait */
    int error;
    struct disk_request *next; /* from here on the kind's own */
    size_t submitted;
    unsigned flying;
    bool whole;
};

/* Results: 0 or a positive errno. The range lies within the disk. */
struct disk_operations {
    int (*read)(struct disk *disk, void *buffer, size_t bytes, uint64_t offset);
    int (*write)(struct disk *disk, const void *buffer, size_t bytes, uint64_t offset);
    int (*flush)(struct disk *disk); /* what was written is durable when it returns */
    /* does not wait, calls done(); NULL: it cannot */
    void (*start)(struct disk *disk, struct disk_request *request);
};

struct disk {
    char name[DISK_NAME];
    uint64_t bytes;
    bool read_only;
    const struct disk_operations *operations; /* NULL: no disk */
    const void *image;                        /* the rest is that kind's own; memory: the disk's
                           contents as the VM started */
    void ***leaves; /* memory: addresses of the pages that were written since */
    struct link_disk *link;
};

/* Finds the disks that the image carries for the VM, and those on its links.
 * Before all else here. */
void disks_start(void);

/* A new disk of that name (up to DISK_NAME - 1 bytes), for a driver to fill in. NULL:
 * there are DISKS already. */
struct disk *disk_add(const char *name);

/* The disk of that name, which may have "/dev/" in front. NULL: there is none. */
struct disk *disk_find(const char *path);

/* Disk number `index`; NULL: there are no more. */
struct disk *disk_at(unsigned index);

/* How much of the VM's memory is set aside for written pages of disks: enough for all, or
 * half of what was free. */
size_t disks_reserved(void);

/* How many of `bytes` at `offset` lie on the disk. */
size_t disk_within(const struct disk *disk, size_t bytes, uint64_t offset);

/* Reads or writes as far as the disk goes; *done: how many bytes. 0 or errno; ENOSPC: the
 * write begins at the end. */
int disk_read(struct disk *disk, void *buffer, size_t bytes, uint64_t offset, size_t *done);
int disk_write(struct disk *disk, const void *buffer, size_t bytes, uint64_t offset, size_t *done);

/* Makes a disk in memory of an image that is not changed: pages are copied when
 * they are first written. */
void memory_disk_start(struct disk *disk, const void *image, uint64_t bytes);

/* What a disk of so many bytes takes if each page is written. */
size_t memory_disk_most(uint64_t bytes);

/* What all disks in memory may take from now on. */
void memory_disk_allow(size_t bytes);

#endif
