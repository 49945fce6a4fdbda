// SPDX-License-Identifier: GPL-2.0
/*
 * What can be opened: the read-only data that the manifest declared for this VM, and its disks
 * (ubd.c), which are read and written by requests only.
 */
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <cos/blob.h>
#include <os.h>
#include "cos_um.h"

static unsigned long position[COS_START_BLOBS]; /* of sequential reads; descriptor n is blob n */

static int find(const char *name)
{
    const struct cos_blob *blob = cos_blob_find(cos_start, name);

    return blob ? blob - cos_start->blobs : -ENOENT;
}

static bool is_disk(const char *name)
{
    return IS_ENABLED(CONFIG_BLK_DEV_UBD) && find(name) < 0;
}

int os_open_file(const char *file, struct openflags flags, int mode)
{
    int blob = find(file);

    if (is_disk(file))
        return cos_disk_open(file, flags.w);
    if (blob >= 0 && flags.w)
        return -EROFS;
    if (blob >= 0)
        position[blob] = 0;
    return blob;
}

int os_file_size(const char *file, unsigned long long *size_out)
{
    int blob = find(file);

    if (is_disk(file))
        return cos_disk_size(file, size_out);
    if (blob < 0)
        return blob;
    *size_out = cos_start->blobs[blob].bytes;
    return 0;
}

int os_pread_file(int fd, void *buf, int len, unsigned long long offset)
{
    const struct cos_blob *blob = &cos_start->blobs[fd];

    if (fd >= COS_START_BLOBS)
        return -EINVAL;
    if (offset >= blob->bytes)
        return 0;
    len = min_t(unsigned long, len, blob->bytes - offset);
    memcpy(buf, (const void *)(blob->address + offset), len);
    return len;
}

int os_read_file(int fd, void *buf, int len)
{
    int count;

    if (IS_ENABLED(CONFIG_BLK_DEV_UBD) && fd == COS_FD_DISKS)
        return cos_disks_answers(buf, len);
    count = os_pread_file(fd, buf, len, position[fd]);
    position[fd] += count;
    return count;
}

int os_write_file(int fd, const void *buf, int count)
{
    if (IS_ENABLED(CONFIG_BLK_DEV_UBD) && fd == COS_FD_DISKS)
        return cos_disks_ask(buf, count);
    return -EROFS;
}

int os_seek_file(int fd, unsigned long long offset)
{
    position[fd] = offset;
    return 0;
}

int os_fsync_file(int fd)
{
    return 0;
}

void os_close_file(int fd)
{
    if (fd < COS_START_BLOBS)
        position[fd] = 0;
}
