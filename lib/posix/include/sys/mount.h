/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Mounting. The VM needs the file system's component. A disk that the manifest gives the VM as
 * `wd0` is /dev/wd0.
 *
 *     struct ufs_args args = { .fspec = "/dev/wd0" };
 *     mount(MOUNT_FFS, "/mnt", 0, &args, sizeof args);
 */
#ifndef _SYS_MOUNT_H
#define _SYS_MOUNT_H

#include <sys/statvfs.h>
#include <sys/types.h>

#define MOUNT_FFS    "ffs"
#define MOUNT_EXT2FS "ext2fs"
#define MOUNT_LFS    "lfs"
#define MOUNT_TMPFS  "tmpfs"
#define MOUNT_KERNFS "kernfs"

#define MNT_RDONLY      0x00000001
#define MNT_SYNCHRONOUS 0x00000002
#define MNT_NOEXEC      0x00000004
#define MNT_NOSUID      0x00000008
#define MNT_NODEV       0x00000010
#define MNT_UNION       0x00000020
#define MNT_ASYNC       0x00000040
#define MNT_LOCAL       0x00001000 /* in f_flag only */
#define MNT_UPDATE      0x00010000 /* change a mounted file system */
#define MNT_RELATIME    0x00020000
#define MNT_RELOAD      0x00040000
#define MNT_FORCE       0x00080000 /* unmount() even with open files */
#define MNT_GETARGS     0x00400000 /* only fill in `args` */
#define MNT_DISCARD     0x00800000
#define MNT_LOG         0x02000000 /* journal (FFS with WAPBL) */
#define MNT_NOATIME     0x04000000

struct ufs_args {      /* MOUNT_FFS, MOUNT_EXT2FS, MOUNT_LFS */
    const char *fspec; /* the disk's path */
};

#define TMPFS_ARGS_VERSION 1
struct tmpfs_args { /* MOUNT_TMPFS */
    int ta_version;
    ino_t ta_nodes_max; /* 0: as many as memory allows */
    off_t ta_size_max;  /* bytes; 0: no limit but memory */
    uid_t ta_root_uid;
    gid_t ta_root_gid;
    mode_t ta_root_mode;
};

/* args[bytes]: the arguments of that type of file system. Component clients may mount the types
 * above, and others whose `args` contain no addresses. */
int mount(const char *type, const char *directory, int flags, void *args, size_t bytes);
int unmount(const char *directory, int flags);

#endif
