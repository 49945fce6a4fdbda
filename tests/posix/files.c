/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The file API of lib/posix, in a VM with tmpfs. The same source is a local client and a component
 * client; the latter's link is smaller than what is transferred at once here.
 */
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define BIG (300 * 1024 + 17) /* bytes */

static uint8_t pattern(size_t i)
{
    return (uint8_t)(i * 7 + i / 251);
}

static void reading_and_writing(void)
{
    char text[16] = "";
    int file = open("/scratch/a", O_RDWR | O_CREAT | O_EXCL, 0640);

    CHECK(file > STDERR_FILENO);
    CHECK(write(file, "hello world", 11) == 11);
    CHECK(lseek(file, 6, SEEK_SET) == 6);
    CHECK(read(file, text, sizeof text) == 5 && memcmp(text, "world", 5) == 0);
    CHECK(read(file, text, sizeof text) == 0);
    CHECK(pwrite(file, "W", 1, 6) == 1 && pread(file, text, 5, 6) == 5 &&
          memcmp(text, "World", 5) == 0);
    CHECK(lseek(file, 0, SEEK_CUR) == 11 && lseek(file, -1, SEEK_END) == 10);
    CHECK(close(file) == 0);
    CHECK(FAILS(open("/scratch/a", O_RDWR | O_CREAT | O_EXCL, 0600), EEXIST));
    CHECK(FAILS(open("/scratch/none", O_RDONLY), ENOENT));
    file = open("/scratch/a", O_WRONLY | O_APPEND);
    CHECK(write(file, "!", 1) == 1 && lseek(file, 0, SEEK_CUR) == 12);
    CHECK(FAILS(read(file, text, 1), EBADF));
    CHECK(close(file) == 0);
}

static void bad_descriptors(void)
{
    char c;

    CHECK(FAILS(close(77), EBADF));
    CHECK(FAILS(read(-1, &c, 1), EBADF));
    CHECK(FAILS(write(100000, &c, 1), EBADF));
    CHECK(FAILS(fcntl(99, F_GETFL), EBADF));
    CHECK(FAILS(dup2(98, 5), EBADF));
}

static void much_at_once(void)
{
    uint8_t *data = malloc(BIG), *back = calloc(1, BIG);
    int file = open("/scratch/big", O_RDWR | O_CREAT | O_TRUNC, 0600);
    struct stat status;

    CHECK(data != NULL && back != NULL);
    for (size_t i = 0; i < BIG; i++)
        data[i] = pattern(i);
    CHECK(write(file, data, BIG) == BIG);
    CHECK(fstat(file, &status) == 0 && status.st_size == BIG);
    CHECK(pread(file, back, BIG, 0) == BIG && memcmp(data, back, BIG) == 0);
    CHECK(lseek(file, BIG - 100, SEEK_SET) == BIG - 100 && read(file, back, BIG) == 100);
    CHECK(memcmp(back, data + BIG - 100, 100) == 0);
    CHECK(pwrite(file, data, BIG, 5) == BIG && pread(file, back, BIG, 5) == BIG &&
          memcmp(data, back, BIG) == 0);
    CHECK(close(file) == 0);
    free(data);
    free(back);
}

static void vectors(void)
{
    char a[3], b[5], c[20];
    struct iovec out[] = {{"abc", 3}, {"", 0}, {"defgh", 5}}, in[] = {{a, 3}, {b, 5}, {c, 20}};
    int file = open("/scratch/v", O_RDWR | O_CREAT, 0600);

    CHECK(writev(file, out, 3) == 8 && pwritev(file, out, 1, 8) == 3);
    CHECK(lseek(file, 0, SEEK_SET) == 0 && readv(file, in, 3) == 11);
    CHECK(memcmp(a, "abc", 3) == 0 && memcmp(b, "defgh", 5) == 0 && memcmp(c, "abc", 3) == 0);
    CHECK(preadv(file, in, 2, 2) == 8 && memcmp(a, "cde", 3) == 0);
    CHECK(FAILS(readv(file, in, -1), EINVAL));
    CHECK(close(file) == 0);
}

static void attributes(void)
{
    struct stat status, other;
    struct timespec times[2] = {{1000000000, 0}, {1234567890, 500000000}};
    struct timeval old[2] = {{1, 0}, {2, 0}};

    CHECK(stat("/scratch/a", &status) == 0 && S_ISREG(status.st_mode) &&
          (status.st_mode & 0777) == 0640);
    CHECK(status.st_size == 12 && status.st_nlink == 1 && status.st_uid == getuid());
    CHECK(chmod("/scratch/a", 0600) == 0 && stat("/scratch/a", &status) == 0 &&
          (status.st_mode & 0777) == 0600);
    CHECK(access("/scratch/a", R_OK | W_OK) == 0 && FAILS(access("/scratch/b", F_OK), ENOENT));
    CHECK(chown("/scratch/a", 5, 6) == 0 && stat("/scratch/a", &status) == 0 &&
          status.st_uid == 5 && status.st_gid == 6);
    CHECK(utimensat(AT_FDCWD, "/scratch/a", times, 0) == 0 && stat("/scratch/a", &status) == 0);
    CHECK(status.st_mtim.tv_sec == 1234567890 && status.st_atime == 1000000000);
    CHECK(utimes("/scratch/a", old) == 0 && stat("/scratch/a", &status) == 0 &&
          status.st_mtime == 2);
    CHECK(truncate("/scratch/a", 5) == 0 && stat("/scratch/a", &status) == 0 &&
          status.st_size == 5);
    CHECK(stat("/scratch", &other) == 0 && S_ISDIR(other.st_mode) && other.st_dev == status.st_dev);
    CHECK(FAILS(stat("/scratch/a/b", &status), ENOTDIR));
    CHECK(stat("/dev/null", &status) < 0 || S_ISCHR(status.st_mode));
}

static void links_and_names(void)
{
    char text[32];
    struct stat status;

    CHECK(link("/scratch/a", "/scratch/hard") == 0 && stat("/scratch/hard", &status) == 0 &&
          status.st_nlink == 2);
    CHECK(symlink("a", "/scratch/soft") == 0 && lstat("/scratch/soft", &status) == 0 &&
          S_ISLNK(status.st_mode));
    CHECK(stat("/scratch/soft", &status) == 0 && S_ISREG(status.st_mode));
    CHECK(readlink("/scratch/soft", text, sizeof text) == 1 && text[0] == 'a');
    CHECK(rename("/scratch/hard", "/scratch/moved") == 0 &&
          FAILS(stat("/scratch/hard", &status), ENOENT));
    CHECK(unlink("/scratch/moved") == 0 && unlink("/scratch/soft") == 0);
    CHECK(FAILS(unlink("/scratch/moved"), ENOENT));
    CHECK(FAILS(stat("", &status), ENOENT));
}

static void directories(void)
{
    char path[64];
    DIR *directory;
    struct dirent *entry;
    unsigned seen = 0, dots = 0;

    CHECK(mkdir("/scratch/d", 0755) == 0 && FAILS(mkdir("/scratch/d", 0755), EEXIST));
    CHECK(chdir("/scratch/d") == 0 && getcwd(path, sizeof path) == path &&
          strcmp(path, "/scratch/d") == 0);
    CHECK(getcwd(path, 5) == NULL && errno == ERANGE);
    for (int i = 0; i < 100; i++) {
        snprintf(path, sizeof path, "file-with-a-long-name-%03d", i);
        CHECK(close(open(path, O_CREAT | O_WRONLY, 0600)) == 0);
    }
    directory = opendir(".");
    CHECK(directory != NULL);
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        seen += strncmp(entry->d_name, "file-with-a-long-name-", 22) == 0 && entry->d_namlen == 25;
        dots += entry->d_name[0] == '.';
    }
    CHECK(seen == 100 && dots == 2);
    rewinddir(directory);
    CHECK(readdir(directory) != NULL && closedir(directory) == 0);
    CHECK(FAILS(rmdir("/scratch/d"), ENOTEMPTY));
    for (int i = 0; i < 100; i++) {
        snprintf(path, sizeof path, "/scratch/d/file-with-a-long-name-%03d", i);
        CHECK(unlink(path) == 0);
    }
    CHECK(chdir("/") == 0 && rmdir("/scratch/d") == 0);
    CHECK(opendir("/scratch/a") == NULL && errno == ENOTDIR);
}

static void beginning_at_directories(void)
{
    int directory = open("/scratch", O_RDONLY | O_DIRECTORY), file;
    struct stat status;

    CHECK(mkdirat(directory, "at", 0700) == 0);
    file = openat(directory, "at/x", O_CREAT | O_RDWR, 0644);
    CHECK(file >= 0 && close(file) == 0);
    CHECK(fstatat(directory, "at/x", &status, 0) == 0 && S_ISREG(status.st_mode));
    CHECK(linkat(directory, "at/x", directory, "at/y", 0) == 0 &&
          faccessat(directory, "at/y", R_OK, 0) == 0);
    CHECK(unlinkat(directory, "at/x", 0) == 0 && unlinkat(directory, "at/y", 0) == 0);
    CHECK(unlinkat(directory, "at", AT_REMOVEDIR) == 0 && close(directory) == 0);
    CHECK(FAILS(openat(97, "x", O_RDONLY), EBADF));
}

static void duplicates(void)
{
    int file = open("/scratch/a", O_RDWR), copy = dup(file), high, flags;
    char c;

    CHECK(copy > file && lseek(file, 3, SEEK_SET) == 3 && lseek(copy, 0, SEEK_CUR) == 3);
    CHECK(dup2(file, 60) == 60 && read(60, &c, 1) == 1 && lseek(file, 0, SEEK_CUR) == 4);
    CHECK(dup2(60, 60) == 60);
    high = fcntl(file, F_DUPFD, 70);
    CHECK(high >= 70);
    flags = fcntl(file, F_GETFL);
    CHECK((flags & O_ACCMODE) == O_RDWR && fcntl(file, F_SETFL, flags | O_APPEND) == 0);
    CHECK(fcntl(copy, F_GETFL) & O_APPEND);
    CHECK(fcntl(file, F_SETFD, FD_CLOEXEC) == 0 && fcntl(file, F_GETFD) == FD_CLOEXEC);
    CHECK(close(file) == 0 && close(copy) == 0 && close(60) == 0 && close(high) == 0);
}

static void locks(void)
{
    struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET};
    int file = open("/scratch/a", O_RDWR), other = open("/scratch/a", O_RDWR);

    CHECK(fcntl(file, F_SETLK, &lock) == 0);
    CHECK(fcntl(file, F_GETLK, &lock) == 0 &&
          lock.l_type == F_UNLCK); /* one's own lock is in no way */
    lock.l_type = F_UNLCK;
    CHECK(fcntl(file, F_SETLK, &lock) == 0);
    CHECK(flock(file, LOCK_EX) == 0 && FAILS(flock(other, LOCK_EX | LOCK_NB), EAGAIN));
    CHECK(flock(file, LOCK_UN) == 0 && flock(other, LOCK_EX | LOCK_NB) == 0);
    CHECK(close(file) == 0 && close(other) == 0);
}

static void pipes(void)
{
    int ends[2];
    char text[8];
    struct pollfd wait;

    CHECK(pipe2(ends, O_NONBLOCK) == 0 && ends[0] != ends[1]);
    wait = (struct pollfd){.fd = ends[0], .events = POLLIN};
    CHECK(FAILS(read(ends[0], text, 8), EAGAIN));
    CHECK(poll(&wait, 1, 20) == 0);
    CHECK(write(ends[1], "through", 8) == 8 && poll(&wait, 1, -1) == 1 && wait.revents & POLLIN);
    CHECK(read(ends[0], text, 8) == 8 && strcmp(text, "through") == 0);
    CHECK(close(ends[1]) == 0 && read(ends[0], text, 8) == 0 && close(ends[0]) == 0);
}

static void file_systems(void)
{
    struct statvfs *status = malloc(sizeof *status);
    struct tmpfs_args args = {.ta_version = TMPFS_ARGS_VERSION, .ta_root_mode = 0700};

    CHECK(status != NULL && statvfs("/", status) == 0 && status->f_fstypename[0] != 0);
    CHECK(getvfsstat(NULL, 0, ST_NOWAIT) >= 1);
    CHECK(mkdir("/mnt", 0755) == 0);
    CHECK(mount(MOUNT_TMPFS, "/mnt", 0, &args, sizeof args) == 0);
    CHECK(statvfs("/mnt", status) == 0 && strcmp(status->f_fstypename, "tmpfs") == 0);
    CHECK(close(open("/mnt/x", O_CREAT | O_WRONLY, 0600)) == 0 && unmount("/mnt", 0) == 0);
    CHECK(FAILS(unmount("/mnt", 0), EINVAL) && FAILS(stat("/mnt/x", &(struct stat){0}), ENOENT));
    CHECK(FAILS(mount("none", "/mnt", 0, NULL, 0), ENODEV));
    CHECK(rmdir("/mnt") == 0);
    free(status);
}

static void streams(void)
{
    char line[32];
    FILE *stream = fopen("/scratch/s", "w+");
    int number = 0;

    CHECK(stream != NULL && fopen("/scratch/none", "r") == NULL && errno == ENOENT);
    for (int i = 0; i < 2000; i++)
        CHECK(fprintf(stream, "line %04d\n", i) == 10);
    CHECK(ftell(stream) == 20000 && fseek(stream, 5000, SEEK_SET) == 0);
    CHECK(fgets(line, sizeof line, stream) == line && strcmp(line, "line 0500\n") == 0);
    CHECK(fgetc(stream) == 'l' && ungetc('L', stream) == 'L' && fgetc(stream) == 'L' &&
          ftell(stream) == 5011);
    CHECK(fputs("INE", stream) == 0 && fseek(stream, 5010, SEEK_SET) == 0);
    CHECK(fread(line, 1, 10, stream) == 10 && memcmp(line, "lINE 0501\n", 10) == 0);
    rewind(stream);
    while (fgets(line, sizeof line, stream) != NULL)
        number++;
    CHECK(number == 2000 && feof(stream) && !ferror(stream) && fclose(stream) == 0);
    CHECK(remove("/scratch/s") == 0);
}

static void time_and_process(void)
{
    struct timespec before, after;

    CHECK(getpid() > 0 && getuid() == 0 && geteuid() == 0);
    CHECK(umask(027) == 022 && umask(022) == 027);
    CHECK(clock_gettime(CLOCK_MONOTONIC, &before) == 0 && usleep(20000) == 0);
    CHECK(clock_gettime(CLOCK_MONOTONIC, &after) == 0);
    CHECK((after.tv_sec - before.tv_sec) * 1000000000 + after.tv_nsec - before.tv_nsec >= 20000000);
    CHECK(FAILS(clock_gettime(77, &before), EINVAL) && time(NULL) >= 0);
    CHECK(poll(NULL, 0, 10) == 0);
    CHECK(FAILS(ioctl(STDOUT_FILENO, _IO('x', 1)), ENOTTY));
}

int main(void)
{
    struct tmpfs_args args = {.ta_version = TMPFS_ARGS_VERSION, .ta_root_mode = 0755};

    CHECK(mkdir("/scratch", 0755) == 0 &&
          mount(MOUNT_TMPFS, "/scratch", 0, &args, sizeof args) == 0);
    run(reading_and_writing, "files are written, read and sought in");
    run(bad_descriptors, "descriptors that are not open");
    run(much_at_once, "transfers larger than a link");
    run(vectors, "several buffers at once");
    run(attributes, "attributes of files");
    run(links_and_names, "links and names");
    run(directories, "directories");
    run(beginning_at_directories, "paths that begin at a directory");
    run(duplicates, "duplicates of descriptors");
    run(locks, "locks on files");
    run(pipes, "pipes");
    run(file_systems, "file systems are mounted");
    run(streams, "streams");
    run(time_and_process, "clocks and the process");
    return check_failures == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
