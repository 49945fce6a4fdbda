/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files, directories and the process, by POSIX. A VM's client has no fork() and no exec(): it is
 * the only program in its process.
 */
#ifndef _UNISTD_H
#define _UNISTD_H

#include <sys/types.h>

#define STDIN_FILENO  0
#define STDOUT_FILENO 1
#define STDERR_FILENO 2

#define F_OK 0
#define X_OK 1
#define W_OK 2
#define R_OK 4

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

/* Transfers return the number of bytes moved, which may be fewer than requested; read(): 0 at the
 * end of the file. */
ssize_t read(int file, void *buffer, size_t bytes);
ssize_t write(int file, const void *buffer, size_t bytes);
ssize_t pread(int file, void *buffer, size_t bytes, off_t offset);
ssize_t pwrite(int file, const void *buffer, size_t bytes, off_t offset);
off_t lseek(int file, off_t offset, int whence);
int close(int file);

/* Duplicates share position and status flags. dup2() closes `new` first. */
int dup(int file);
int dup2(int file, int new);

/* ends[0] is for reading, ends[1] for writing. flags: O_NONBLOCK. */
int pipe(int ends[2]);
int pipe2(int ends[2], int flags);

int truncate(const char *path, off_t bytes);
int ftruncate(int file, off_t bytes);
int fsync(int file);
int fdatasync(int file);
void sync(void);

int access(const char *path, int mode); /* mode: F_OK, or R_OK, W_OK, X_OK */
int faccessat(int directory, const char *path, int mode, int flags);
int chown(const char *path, uid_t owner, gid_t group);
int lchown(const char *path, uid_t owner, gid_t group);
int fchown(int file, uid_t owner, gid_t group);
int fchownat(int directory, const char *path, uid_t owner, gid_t group, int flags);

int link(const char *path, const char *new);
int linkat(int directory, const char *path, int new_directory, const char *new, int flags);
int symlink(const char *target, const char *path);
int symlinkat(const char *target, int directory, const char *path);
ssize_t readlink(const char *path, char *buffer, size_t bytes); /* the text is not NUL-terminated */
ssize_t readlinkat(int directory, const char *path, char *buffer, size_t bytes);
int unlink(const char *path);
int unlinkat(int directory, const char *path, int flags); /* flags: AT_REMOVEDIR */
int rmdir(const char *path);

int chdir(const char *path);
int fchdir(int directory);
int chroot(const char *path);
/* Stores the working directory's path, NUL-terminated, in buffer[bytes] and returns it. ERANGE: too
 * small. */
char *getcwd(char *buffer, size_t bytes);

pid_t getpid(void);
pid_t getppid(void);
uid_t getuid(void);
uid_t geteuid(void);
gid_t getgid(void);
gid_t getegid(void);
int setuid(uid_t user);
int seteuid(uid_t user);
int setgid(gid_t group);
int setegid(gid_t group);
int getgroups(int count, gid_t groups[]);
int setgroups(int count, const gid_t groups[]);

/* Wait. Results: 0, or the remaining seconds (sleep). */
unsigned sleep(unsigned seconds);
int usleep(useconds_t microseconds);

/* Ends the program at once: no atexit() functions, no flushing of streams. */
_Noreturn void _exit(int status);

int isatty(int file);

#endif
