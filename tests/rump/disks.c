/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file system on a disk image that was made on the build machine: mounted, read, written, cleanly
 * unmounted, mounted again, read back. Arguments: type of the file system, bytes to write in MiB.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cases.h"
#include "pattern.h"

#define DISK  "/dev/wd0"
#define PLACE "/mnt"
#define CHUNK 4096 /* words */

static const char *type;
static uint64_t words[CHUNK];

static bool mount_disk(void)
{
    struct ufs_args arguments = {.fspec = (char *)DISK};

    return !mount(type, PLACE, 0, &arguments, sizeof(arguments));
}

static bool write_file(const char *path, uint64_t bytes, uint64_t seed)
{
    int file = open(path, O_CREAT | O_EXCL | O_WRONLY, 0644);

    if (file < 0)
        return false;
    for (uint64_t place = 0; place < bytes / sizeof(*words); place += CHUNK) {
        pattern_fill(words, CHUNK, seed, place);
        if (write(file, words, sizeof(words)) != sizeof(words))
            return false;
    }
    return !fsync(file) && !close(file);
}

static bool read_file(const char *path, uint64_t bytes, uint64_t seed)
{
    int file = open(path, O_RDONLY);
    struct stat status;

    if (file < 0 || fstat(file, &status) || (uint64_t)status.st_size != bytes)
        return false;
    for (uint64_t place = 0; place < bytes / sizeof(*words); place += CHUNK)
        if (read(file, words, sizeof(words)) != sizeof(words) ||
            !pattern_holds(words, CHUNK, seed, place))
            return false;
    return read(file, words, 1) == 0 && !close(file);
}

static bool carried(void)
{
    static const char expected[] = "made on the build machine\n";
    char found[64] = "";
    int file = open(PLACE "/carried.txt", O_RDONLY);
    ssize_t bytes = read(file, found, sizeof(found) - 1);

    return close(file) == 0 && bytes == sizeof(expected) - 1 && !strcmp(found, expected);
}

static void use(uint64_t bytes)
{
    check(carried(), "%s: the file from the build machine", type);
    check(!mkdir(PLACE "/new", 0755), "%s: a folder", type);
    check(write_file(PLACE "/new/large", bytes, 1), "%s: %llu MiB written", type,
          (unsigned long long)bytes >> 20);
    check(write_file(PLACE "/new/small", sizeof(words), 2), "%s: a second file", type);
    check(!rename(PLACE "/new/small", PLACE "/new/renamed"), "%s: renamed", type);
    check(write_file(PLACE "/gone", sizeof(words), 3) && !unlink(PLACE "/gone"), "%s: removed",
          type);
    check(read_file(PLACE "/new/large", bytes, 1), "%s: read from the cache", type);
}

static void look_again(uint64_t bytes)
{
    check(read_file(PLACE "/new/large", bytes, 1), "%s: read back", type);
    check(read_file(PLACE "/new/renamed", sizeof(words), 2),
          "%s: the second file under its new name", type);
    check(access(PLACE "/gone", F_OK) == -1 && errno == ENOENT, "%s: the removed file is gone",
          type);
    check(carried(), "%s: the file from the build machine still", type);
}

int main(int argc, char **argv)
{
    uint64_t bytes = argc == 3 ? strtoull(argv[2], NULL, 10) << 20 : 0;

    if (argc != 3) {
        printf("usage: %s TYPE MIB\n", argv[0]);
        return 2;
    }
    type = argv[1];
    check(!mkdir(PLACE, 0755), "a mount point");
    check(mount_disk(), "%s: mounted", type);
    use(bytes);
    check(!unmount(PLACE, 0), "%s: unmounted", type);
    check(access(PLACE "/new", F_OK) == -1, "%s: not there any more", type);
    check(mount_disk(), "%s: mounted again", type);
    look_again(bytes);
    check(!unmount(PLACE, 0), "%s: unmounted again", type);
    return check_done();
}
