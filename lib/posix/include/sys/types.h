/* SPDX-License-Identifier: BSD-2-Clause */
/* The types of system calls, with NetBSD's sizes on 64-bit machines. */
#ifndef _SYS_TYPES_H
#define _SYS_TYPES_H

#include <stddef.h>
#include <stdint.h>

typedef int64_t time_t;      /* seconds */
typedef int32_t suseconds_t; /* microseconds */
typedef uint32_t useconds_t;
typedef uint32_t clock_t;
typedef int32_t clockid_t;
typedef long ssize_t;
typedef int64_t off_t;
typedef uint64_t dev_t;
typedef uint64_t ino_t;
typedef uint32_t mode_t;
typedef uint32_t nlink_t;
typedef uint32_t uid_t;
typedef uint32_t gid_t;
typedef uint32_t id_t;
typedef int32_t pid_t;
typedef int64_t blkcnt_t; /* of 512 bytes */
typedef int32_t blksize_t;
typedef uint64_t fsblkcnt_t;
typedef uint64_t fsfilcnt_t;
typedef uint8_t sa_family_t;
typedef uint32_t socklen_t;
typedef int32_t timer_t;

/* BSD's types, which NetBSD's own headers (<rump/rump_syscalls.h>) use. */
typedef unsigned char u_char;
typedef unsigned short u_short;
typedef unsigned u_int;
typedef unsigned long u_long;

/* Device numbers from their parts (12 and 20 bits), and back. */
#define makedev(major, minor) \
    ((dev_t)(major) << 8 & 0xfff00 | (dev_t)(minor) << 12 & 0xfff00000 | (dev_t)(minor)&0xff)
#define major(device) ((int)((uint32_t)(device) >> 8 & 0xfff))
#define minor(device) ((int)((uint32_t)(device) >> 12 & 0xfff00 | (uint32_t)(device)&0xff))

#endif
