/* SPDX-License-Identifier: BSD-2-Clause */
#include "find.h"

#include <errno.h>
#include <partition.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/files.h"
#include "base/shown.h"

#define START 4096 /* bytes at a file's start; a manifest has no NUL there, a disk's head has */

bool crash_is_image(const char *path)
{
    char start[START];
    ssize_t bytes = file_start(path, start, sizeof(start));

    return bytes > 0 && memchr(start, 0, (size_t)bytes);
}

static bool read_disk(void *context, uint64_t offset, void *bytes, size_t size)
{
    return pread(*(int *)context, bytes, size, (off_t)offset) == (ssize_t)size;
}

static bool read_sector(void *context, uint64_t sector, uint8_t *bytes)
{
    return read_disk(context, sector * BLOCK_SECTOR, bytes, BLOCK_SECTOR);
}

/* Returns the offset of the first partition with records, or 0: the disk itself. */
static uint64_t search(const struct crash_disk *disk, const struct partition_disk *sectors)
{
    struct extent extent;

    for (unsigned number = 1; !crash_log_is_at(disk, 0) && number <= PARTITION_MOST; number++)
        if (!partition_find(sectors, number, &extent) &&
            crash_log_is_at(disk, extent.first * BLOCK_SECTOR))
            return extent.first * BLOCK_SECTOR;
    return 0;
}

static const char *read_log(int file, unsigned partition, struct crash_log *log)
{
    struct stat status;
    const char *problem;
    uint64_t first;

    if (fstat(file, &status))
        return strerror(errno);
    struct crash_disk disk = {(uint64_t)status.st_size, read_disk, &file};
    struct partition_disk sectors = {disk.bytes / BLOCK_SECTOR, read_sector, &file};
    struct extent extent = {0};

    problem = partition ? partition_find(&sectors, partition, &extent) : NULL;
    if (problem)
        return problem;
    first = partition ? extent.first * BLOCK_SECTOR : search(&disk, &sectors);
    return crash_log_read(&disk, first, log);
}

/* Says why an image could not be opened. */
static const char *open_problem(void)
{
    return errno == ENOENT ? "No such file or directory; 'evm run' makes it" : file_error();
}

enum outcome crash_find(const char *path, unsigned partition, struct crash_log *log)
{
    int file = file_open(path);
    const char *problem = file < 0 ? open_problem() : read_log(file, partition, log);

    if (file >= 0)
        close(file);
    if (!problem)
        return OUTCOME_OK;
    char *name = shown(path, false);

    if (partition)
        host_error("%s, partition %u: %s", name, partition, problem);
    else
        host_error("%s: %s", name, problem);
    free(name);
    return OUTCOME_MISTAKE;
}
