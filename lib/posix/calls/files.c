/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls on open files. */
#include <fcntl.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <unistd.h>

#include "posix.h"

/* The last argument of open() and openat(), which is there with O_CREAT only. */
static mode_t mode_in(int flags, va_list arguments)
{
    return flags & O_CREAT ? va_arg(arguments, mode_t) : 0;
}

int openat(int directory, const char *path, int flags, ...)
{
    mode_t mode;
    va_list arguments;

    va_start(arguments, flags);
    mode = mode_in(flags, arguments);
    va_end(arguments);
    return (int)CALL(POSIX_FILES | POSIX_OPENS, SYS_openat, FD(directory), TEXT(path), VALUE(flags),
                     VALUE(mode));
}

int open(const char *path, int flags, ...)
{
    mode_t mode;
    va_list arguments;

    va_start(arguments, flags);
    mode = mode_in(flags, arguments);
    va_end(arguments);
    return (int)CALL(POSIX_FILES | POSIX_OPENS, SYS_open, TEXT(path), VALUE(flags), VALUE(mode));
}

int creat(const char *path, mode_t mode)
{
    return open(path, O_WRONLY | O_CREAT | O_TRUNC, mode);
}

off_t lseek(int file, off_t offset, int whence)
{
    return CALL(POSIX_FILES, SYS_lseek, FD(file), PAD, VALUE(offset), VALUE(whence));
}

int ftruncate(int file, off_t bytes)
{
    return (int)CALL(POSIX_FILES, SYS_ftruncate, FD(file), PAD, VALUE(bytes));
}

int fsync(int file)
{
    return (int)CALL(POSIX_FILES, SYS_fsync, FD(file));
}

int fdatasync(int file)
{
    return (int)CALL(POSIX_FILES, SYS_fdatasync, FD(file));
}

int flock(int file, int operation)
{
    return (int)CALL(POSIX_FILES, SYS_flock, FD(file), VALUE(operation));
}

int fstat(int file, struct stat *status)
{
    return (int)CALL(POSIX_FILES, SYS___fstat50, FD(file), OUT(status, sizeof *status));
}

int fstatvfs1(int file, struct statvfs *status, int how)
{
    return (int)CALL(POSIX_FILES, SYS_fstatvfs1, FD(file), OUT(status, sizeof *status), VALUE(how));
}

int fstatvfs(int file, struct statvfs *status)
{
    return fstatvfs1(file, status, ST_WAIT);
}

int fchmod(int file, mode_t mode)
{
    return (int)CALL(POSIX_FILES, SYS_fchmod, FD(file), VALUE(mode));
}

int fchown(int file, uid_t owner, gid_t group)
{
    return (int)CALL(POSIX_FILES, SYS_fchown, FD(file), VALUE(owner), VALUE(group));
}

int fchflags(int file, unsigned long flags)
{
    return (int)CALL(POSIX_FILES, SYS_fchflags, FD(file), VALUE(flags));
}

int futimens(int file, const struct timespec times[2])
{
    return (int)CALL(POSIX_FILES, SYS_futimens, FD(file), IN(times, 2 * sizeof *times));
}

int futimes(int file, const struct timeval times[2])
{
    return (int)CALL(POSIX_FILES, SYS___futimes50, FD(file), IN(times, 2 * sizeof *times));
}

int pipe2(int ends[2], int flags)
{
    return (int)CALL(POSIX_ANY, SYS_pipe2, NEW_DESCRIPTORS(ends), VALUE(flags));
}

int pipe(int ends[2])
{
    return pipe2(ends, 0);
}

/* The console is the only terminal. */
int isatty(int file)
{
    struct stat status;

    return file >= STDIN_FILENO && file <= STDERR_FILENO && fstat(file, &status) == 0 &&
           S_ISCHR(status.st_mode);
}
