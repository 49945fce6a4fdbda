/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes of mounted file systems. */
#ifndef _SYS_STATVFS_H
#define _SYS_STATVFS_H

#include <sys/types.h>

typedef struct {
    int32_t val[2];
} fsid_t;

struct statvfs {
    unsigned long f_flag; /* MNT_* of sys/mount.h; ST_RDONLY, ST_NOSUID */
    unsigned long f_bsize;
    unsigned long f_frsize; /* the unit of the block counts */
    unsigned long f_iosize; /* best size of transfers */
    fsblkcnt_t f_blocks;
    fsblkcnt_t f_bfree;
    fsblkcnt_t f_bavail; /* for users other than root */
    fsblkcnt_t f_bresvd;
    fsfilcnt_t f_files;
    fsfilcnt_t f_ffree;
    fsfilcnt_t f_favail;
    fsfilcnt_t f_fresvd;
    uint64_t f_syncreads, f_syncwrites, f_asyncreads, f_asyncwrites;
    fsid_t f_fsidx;
    unsigned long f_fsid;
    unsigned long f_namemax;
    uid_t f_owner;
    uint32_t f_spare[4];
    char f_fstypename[32];
    char f_mntonname[1024];
    char f_mntfromname[1024];
};
#define ST_RDONLY 0x1
#define ST_NOSUID 0x8
#define ST_WAIT   1 /* for statvfs1(): queries the file system */
#define ST_NOWAIT 2 /* uses cached values */

int statvfs(const char *path, struct statvfs *status);
int fstatvfs(int file, struct statvfs *status);
int statvfs1(const char *path, struct statvfs *status, int how);
int fstatvfs1(int file, struct statvfs *status, int how);

/* Stores up to bytes / sizeof(struct statvfs) mounted file systems. NULL: only counts. Returns how
 * many. */
int getvfsstat(struct statvfs *buffer, size_t bytes, int how);

#endif
