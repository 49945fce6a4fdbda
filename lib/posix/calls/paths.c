/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls on file names. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

#include "posix.h"

/* Defines a function of a path, or of a path relative to a directory: `parameters` are its further
 * parameters, `arguments` their descriptions. */
#define UNWRAP(...) __VA_ARGS__
#define ON_PATH(name, number, parameters, arguments)                        \
    int name(const char *path UNWRAP parameters)                            \
    {                                                                       \
        return (int)CALL(POSIX_FILES, number, TEXT(path) UNWRAP arguments); \
    }
#define AT_PATH(name, number, parameters, arguments)                                       \
    int name(int directory, const char *path UNWRAP parameters)                            \
    {                                                                                      \
        return (int)CALL(POSIX_FILES, number, FD(directory), TEXT(path) UNWRAP arguments); \
    }

ON_PATH(stat, SYS___stat50, (, struct stat *status), (, OUT(status, sizeof *status)))
ON_PATH(lstat, SYS___lstat50, (, struct stat *status), (, OUT(status, sizeof *status)))
AT_PATH(fstatat, SYS_fstatat, (, struct stat *status, int flags),
        (, OUT(status, sizeof *status), VALUE(flags)))
ON_PATH(statvfs1, SYS_statvfs1, (, struct statvfs *status, int how),
        (, OUT(status, sizeof *status), VALUE(how)))

ON_PATH(chmod, SYS_chmod, (, mode_t mode), (, VALUE(mode)))
ON_PATH(lchmod, SYS_lchmod, (, mode_t mode), (, VALUE(mode)))
AT_PATH(fchmodat, SYS_fchmodat, (, mode_t mode, int flags), (, VALUE(mode), VALUE(flags)))
ON_PATH(chflags, SYS_chflags, (, unsigned long flags), (, VALUE(flags)))
ON_PATH(chown, SYS_chown, (, uid_t owner, gid_t group), (, VALUE(owner), VALUE(group)))
ON_PATH(lchown, SYS_lchown, (, uid_t owner, gid_t group), (, VALUE(owner), VALUE(group)))
AT_PATH(fchownat, SYS_fchownat, (, uid_t owner, gid_t group, int flags),
        (, VALUE(owner), VALUE(group), VALUE(flags)))
ON_PATH(access, SYS_access, (, int mode), (, VALUE(mode)))
AT_PATH(faccessat, SYS_faccessat, (, int mode, int flags), (, VALUE(mode), VALUE(flags)))
ON_PATH(truncate, SYS_truncate, (, off_t bytes), (, PAD, VALUE(bytes)))
ON_PATH(utimes, SYS___utimes50, (, const struct timeval times[2]), (, IN(times, 2 * sizeof *times)))
ON_PATH(lutimes, SYS___lutimes50, (, const struct timeval times[2]),
        (, IN(times, 2 * sizeof *times)))
AT_PATH(utimensat, SYS_utimensat, (, const struct timespec times[2], int flags),
        (, IN(times, 2 * sizeof *times), VALUE(flags)))

ON_PATH(mkdir, SYS_mkdir, (, mode_t mode), (, VALUE(mode)))
AT_PATH(mkdirat, SYS_mkdirat, (, mode_t mode), (, VALUE(mode)))
ON_PATH(mkfifo, SYS_mkfifo, (, mode_t mode), (, VALUE(mode)))
AT_PATH(mkfifoat, SYS_mkfifoat, (, mode_t mode), (, VALUE(mode)))
ON_PATH(mknod, SYS___mknod50, (, mode_t mode, dev_t device), (, VALUE(mode), VALUE(device)))
AT_PATH(mknodat, SYS_mknodat, (, mode_t mode, dev_t device), (, VALUE(mode), PAD, VALUE(device)))
ON_PATH(rmdir, SYS_rmdir, (), ())
ON_PATH(unlink, SYS_unlink, (), ())
AT_PATH(unlinkat, SYS_unlinkat, (, int flags), (, VALUE(flags)))
ON_PATH(link, SYS_link, (, const char *new), (, TEXT(new)))
ON_PATH(rename, SYS_rename, (, const char *new), (, TEXT(new)))
ON_PATH(chdir, SYS_chdir, (), ())
ON_PATH(chroot, SYS_chroot, (), ())
ON_PATH(unmount, SYS_unmount, (, int flags), (, VALUE(flags)))

int linkat(int directory, const char *path, int new_directory, const char *new, int flags)
{
    return (int)CALL(POSIX_FILES, SYS_linkat, FD(directory), TEXT(path), FD(new_directory),
                     TEXT(new), VALUE(flags));
}

int symlink(const char *target, const char *path)
{
    return (int)CALL(POSIX_FILES, SYS_symlink, TEXT(target), TEXT(path));
}

int symlinkat(const char *target, int directory, const char *path)
{
    return (int)CALL(POSIX_FILES, SYS_symlinkat, TEXT(target), FD(directory), TEXT(path));
}

ssize_t readlink(const char *path, char *buffer, size_t bytes)
{
    return CALL(POSIX_FILES, SYS_readlink, TEXT(path), RESULT(buffer, bytes), VALUE(bytes));
}

ssize_t readlinkat(int directory, const char *path, char *buffer, size_t bytes)
{
    return CALL(POSIX_FILES, SYS_readlinkat, FD(directory), TEXT(path), RESULT(buffer, bytes),
                VALUE(bytes));
}

int fchdir(int directory)
{
    return (int)CALL(POSIX_FILES, SYS_fchdir, FD(directory));
}

char *getcwd(char *buffer, size_t bytes)
{
    if (buffer == NULL) {
        errno = EINVAL;
        return NULL;
    }
    return CALL(POSIX_FILES, SYS___getcwd, RESULT(buffer, bytes), VALUE(bytes)) < 0 ? NULL : buffer;
}

int statvfs(const char *path, struct statvfs *status)
{
    return statvfs1(path, status, ST_WAIT);
}

int getvfsstat(struct statvfs *buffer, size_t bytes, int how)
{
    return (int)CALL(POSIX_FILES, SYS_getvfsstat, INOUT(buffer, bytes), VALUE(bytes), VALUE(how));
}

mode_t umask(mode_t mask)
{
    return (mode_t)CALL(POSIX_FILES, SYS_umask, VALUE(mask));
}

void sync(void)
{
    CALL0(POSIX_FILES, SYS_sync);
}

int remove(const char *path)
{
    return unlink(path) == 0 ? 0 : errno == EPERM || errno == EISDIR ? rmdir(path) : -1;
}
