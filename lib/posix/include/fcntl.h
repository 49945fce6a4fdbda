/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening files, and control of descriptors. */
#ifndef _FCNTL_H
#define _FCNTL_H

#include <sys/stat.h>
#include <sys/types.h>

#define O_RDONLY    0x00000000
#define O_WRONLY    0x00000001
#define O_RDWR      0x00000002
#define O_ACCMODE   0x00000003
#define O_NONBLOCK  0x00000004
#define O_APPEND    0x00000008
#define O_SHLOCK    0x00000010 /* with a shared lock, as by flock() */
#define O_EXLOCK    0x00000020 /* with an exclusive lock */
#define O_SYNC      0x00000080
#define O_NOFOLLOW  0x00000100
#define O_CREAT     0x00000200
#define O_TRUNC     0x00000400
#define O_EXCL      0x00000800
#define O_NOCTTY    0x00008000
#define O_DSYNC     0x00010000
#define O_RSYNC     0x00020000
#define O_DIRECT    0x00080000
#define O_DIRECTORY 0x00200000
#define O_CLOEXEC   0x00400000
#define O_SEARCH    0x00800000

/* In place of a directory's descriptor: the working directory. */
#define AT_FDCWD            (-100)
#define AT_EACCESS          0x100
#define AT_SYMLINK_NOFOLLOW 0x200
#define AT_SYMLINK_FOLLOW   0x400
#define AT_REMOVEDIR        0x800

#define F_DUPFD         0 /* int: lowest number for the duplicate */
#define F_GETFD         1
#define F_SETFD         2 /* int: FD_CLOEXEC or 0 */
#define F_GETFL         3
#define F_SETFL         4 /* int: O_NONBLOCK, O_APPEND, ... */
#define F_GETOWN        5
#define F_SETOWN        6
#define F_GETLK         7 /* struct flock * */
#define F_SETLK         8
#define F_SETLKW        9
#define F_DUPFD_CLOEXEC 12
#define FD_CLOEXEC      1

struct flock {
    off_t l_start;
    off_t l_len;    /* 0: to the end */
    pid_t l_pid;    /* set by F_GETLK: the lock's holder */
    short l_type;   /* F_RDLCK, F_UNLCK, F_WRLCK */
    short l_whence; /* SEEK_* */
};
#define F_RDLCK 1
#define F_UNLCK 2
#define F_WRLCK 3

/* For flock(). */
#define LOCK_SH 1
#define LOCK_EX 2
#define LOCK_NB 4
#define LOCK_UN 8

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

/* O_CREAT requires one more argument, a mode_t. Returns the descriptor. */
int open(const char *path, int flags, ...);
int openat(int directory, const char *path, int flags, ...);
int creat(const char *path, mode_t mode);
int fcntl(int file, int command, ...);

/* Locks the whole file. All descriptors from the same open() share the lock. */
int flock(int file, int operation);

#endif
