/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The VM's disks. A kind of disk is a set of operations: memory_disk.c has one in memory,
 * ../links/link_disk.c one that another component serves. These functions may wait unless a comment
 * says otherwise: callers do not hold the rump kernel's CPU.
 */
#ifndef NETBSD_DISK_H
#define NETBSD_DISK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISK_NAME    16 /* bytes, NUL included */
#define DISKS        16
#define DISK_DEVICES "/dev/" /* prefix of a name in paths of the rump kernel */

struct disk;
struct link_disk;

enum disk_kind { DISK_READ, DISK_WRITE, DISK_FLUSH, DISK_INFO /* for a kind's own use */ };

struct disk_request {
    enum disk_kind kind;
    void *buffer;
    size_t bytes; /* the range lies within the disk; FLUSH: 0 */
    uint64_t offset;
    void (*done)(struct disk_request *request); /* any thread may call it: must not wait */
    int error;
    struct disk_request *next; /* from here on for the kind's own use */
    size_t submitted;
    unsigned flying;
    bool whole;
};

/* Results: 0 or a positive errno. The range lies within the disk. */
struct disk_operations {
    int (*read)(struct disk *disk, void *buffer, size_t bytes, uint64_t offset);
    int (*write)(struct disk *disk, const void *buffer, size_t bytes, uint64_t offset);
    int (*flush)(struct disk *disk); /* all earlier writes are durable when it returns */
    /* returns without waiting; done() follows. NULL: the kind has none */
    void (*start)(struct disk *disk, struct disk_request *request);
};

struct disk {
    char name[DISK_NAME];
    uint64_t bytes;
    bool read_only;
    const struct disk_operations *operations; /* NULL: no disk */
    const void *image;                        /* the rest is for that kind; memory: the disk's
                                               * contents when the VM started */
    void ***leaves;                           /* memory: addresses of the pages written since */
    struct link_disk *link;
};

/* Finds the disks that the image carries for the VM, and those on its links. Called once, before
 * the functions below. */
void disks_start(void);

/* A new disk of that name (up to DISK_NAME - 1 bytes), for a driver to fill in. NULL: the VM has
 * DISKS already. */
struct disk *disk_add(const char *name);

/* The disk of that name, with or without "/dev/" before it. NULL: no such disk. */
struct disk *disk_find(const char *path);

/* Disk number `index`; NULL: the VM has no more. */
struct disk *disk_at(unsigned index);

/* How much of the VM's memory is reserved for written pages of disks: enough for all, but at most
 * half of the memory that was free. */
size_t disks_reserved(void);

/* How many of `bytes` at `offset` lie on the disk. */
size_t disk_within(const struct disk *disk, size_t bytes, uint64_t offset);

/* Reads or writes as far as the disk goes; *done: how many bytes. 0 or errno; ENOSPC: a write that
 * begins at the end of the disk. */
int disk_read(struct disk *disk, void *buffer, size_t bytes, uint64_t offset, size_t *done);
int disk_write(struct disk *disk, const void *buffer, size_t bytes, uint64_t offset, size_t *done);

/* Makes a disk in memory from an image, which stays unchanged: the first write to a page copies
 * it. */
void memory_disk_start(struct disk *disk, const void *image, uint64_t bytes);

/* Bytes of memory for a disk of `bytes` if every page is written. */
size_t memory_disk_most(uint64_t bytes);

/* Bytes that all disks in memory together may take from now on. */
void memory_disk_allow(size_t bytes);

#endif
