/* SPDX-License-Identifier: BSD-2-Clause */
/* Attributes of files. */
#ifndef _SYS_STAT_H
#define _SYS_STAT_H

#include <sys/types.h>
#include <time.h>

struct stat {
    dev_t st_dev;
    mode_t st_mode; /* kind and permissions: S_* */
    ino_t st_ino;
    nlink_t st_nlink;
    uid_t st_uid;
    gid_t st_gid;
    dev_t st_rdev;           /* of a device: its number */
    struct timespec st_atim; /* last read */
    struct timespec st_mtim; /* last written */
    struct timespec st_ctim; /* attributes last changed */
    struct timespec st_birthtim;
    off_t st_size;
    blkcnt_t st_blocks;   /* of 512 bytes, allocated */
    blksize_t st_blksize; /* best size of transfers */
    uint32_t st_flags;    /* UF_*, SF_* */
    uint32_t st_gen;
    uint32_t st_spare[2];
};
#define st_atime     st_atim.tv_sec
#define st_mtime     st_mtim.tv_sec
#define st_ctime     st_ctim.tv_sec
#define st_birthtime st_birthtim.tv_sec

#define S_IFMT         0170000 /* mask for the kind */
#define S_IFIFO        0010000
#define S_IFCHR        0020000
#define S_IFDIR        0040000
#define S_IFBLK        0060000
#define S_IFREG        0100000
#define S_IFLNK        0120000
#define S_IFSOCK       0140000
#define S_IFWHT        0160000
#define S_ISFIFO(mode) (((mode)&S_IFMT) == S_IFIFO)
#define S_ISCHR(mode)  (((mode)&S_IFMT) == S_IFCHR)
#define S_ISDIR(mode)  (((mode)&S_IFMT) == S_IFDIR)
#define S_ISBLK(mode)  (((mode)&S_IFMT) == S_IFBLK)
#define S_ISREG(mode)  (((mode)&S_IFMT) == S_IFREG)
#define S_ISLNK(mode)  (((mode)&S_IFMT) == S_IFLNK)
#define S_ISSOCK(mode) (((mode)&S_IFMT) == S_IFSOCK)

#define S_ISUID 0004000
#define S_ISGID 0002000
#define S_ISVTX 0001000
#define S_IRWXU 0000700
#define S_IRUSR 0000400
#define S_IWUSR 0000200
#define S_IXUSR 0000100
#define S_IRWXG 0000070
#define S_IRGRP 0000040
#define S_IWGRP 0000020
#define S_IXGRP 0000010
#define S_IRWXO 0000007
#define S_IROTH 0000004
#define S_IWOTH 0000002
#define S_IXOTH 0000001

#define UF_NODUMP    0x00000001
#define UF_IMMUTABLE 0x00000002
#define UF_APPEND    0x00000004
#define UF_OPAQUE    0x00000008
#define SF_ARCHIVED  0x00010000
#define SF_IMMUTABLE 0x00020000
#define SF_APPEND    0x00040000

/* For tv_nsec in utimensat() and futimens(). */
#define UTIME_NOW  ((1 << 30) - 1)
#define UTIME_OMIT ((1 << 30) - 2)

int stat(const char *path, struct stat *status);
int lstat(const char *path, struct stat *status); /* does not follow symbolic links */
int fstat(int file, struct stat *status);
/* flags: AT_SYMLINK_NOFOLLOW */
int fstatat(int directory, const char *path, struct stat *status, int flags);

int chmod(const char *path, mode_t mode);
int lchmod(const char *path, mode_t mode);
int fchmod(int file, mode_t mode);
int fchmodat(int directory, const char *path, mode_t mode, int flags);
int chflags(const char *path, unsigned long flags);
int fchflags(int file, unsigned long flags);

int mkdir(const char *path, mode_t mode);
int mkdirat(int directory, const char *path, mode_t mode);
int mkfifo(const char *path, mode_t mode); /* needs a component with FIFOs */
int mkfifoat(int directory, const char *path, mode_t mode);
int mknod(const char *path, mode_t mode, dev_t device);
int mknodat(int directory, const char *path, mode_t mode, dev_t device);

/* Sets the mask of permissions that new files do not get. Returns the old mask; never fails. */
mode_t umask(mode_t mask);

/* times[0]: last read, times[1]: last written. NULL: now. */
int utimensat(int directory, const char *path, const struct timespec times[2], int flags);
int futimens(int file, const struct timespec times[2]);

#endif
