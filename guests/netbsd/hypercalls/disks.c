/* SPDX-License-Identifier: BSD-2-Clause */
#include <cos/channel.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <errno.h>
#include <link_disk.h>
#include <evm/blobs.h>
#include <rumpuser.h>

#include "disk.h"
#include "memory.h"

_Static_assert(COS_START_BLOBS <= DISKS, "all disks that the image can carry");

static struct disk disks[DISKS];
static unsigned count;
static size_t reserved;

static bool has_prefix(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

struct disk *disk_add(const char *name)
{
    struct disk *disk = count < DISKS ? &disks[count++] : NULL;

    if (disk != NULL)
        memcpy(disk->name, name, strnlen(name, DISK_NAME - 1));
    return disk;
}

/* A disk on a link. The rump kernel does not see an unusable one. */
static void add_link_disk(const struct evm_channel *channel)
{
    struct disk *disk = disk_add(channel->name);
    int error = disk != NULL ? link_disk_start(disk, channel->index) : EMFILE;

    if (error != 0) {
        rumpuser_dprintf("disk %s cannot be used: %s (errno %d)\n", channel->name,
                         error == ETIMEDOUT ? "its driver does not answer"
                                            : "there is no such link, or it is too small",
                         error);
        count -= disk != NULL;
    }
}

static void add_link_disks(void)
{
    struct evm_channel channel;
    int error;

    for (uint32_t i = 0; (error = cos_channel_at(cos_self(), i, &channel)) != -COS_ENOENT; i++)
        if (error != 0)
            rumpuser_dprintf("entry %u of the image's list of the VM's devices is damaged\n", i);
        else if (channel.kind == EVM_CHANNEL_DISK)
            add_link_disk(&channel);
}

void disks_start(void)
{
    const struct cos_start *start = cos_self();
    struct memory_usage usage;
    size_t half;

    for (uint32_t i = 0; i < start->blob_count; i++) {
        const struct cos_blob *blob = &start->blobs[i];

        if (has_prefix(blob->name, EVM_BLOB_DISK)) {
            memory_disk_start(disk_add(blob->name + strlen(EVM_BLOB_DISK)),
                              (const void *)blob->address, blob->bytes);
            reserved += memory_disk_most(blob->bytes);
        }
    }
    memory_usage(&usage);
    half = (usage.pages - usage.used_pages) / 2 * MEMORY_PAGE;
    reserved = reserved < half ? reserved : half;
    memory_disk_allow(reserved);
    add_link_disks();
}

size_t disks_reserved(void)
{
    return reserved;
}

struct disk *disk_at(unsigned index)
{
    return index < count ? &disks[index] : NULL;
}

struct disk *disk_find(const char *path)
{
    const char *name = has_prefix(path, DISK_DEVICES) ? path + strlen(DISK_DEVICES) : path;

    for (unsigned i = 0; i < count; i++)
        if (strcmp(disks[i].name, name) == 0)
            return &disks[i];
    return NULL;
}

size_t disk_within(const struct disk *disk, size_t bytes, uint64_t offset)
{
    uint64_t left = offset < disk->bytes ? disk->bytes - offset : 0;

    return bytes < left ? bytes : left;
}

int disk_read(struct disk *disk, void *buffer, size_t bytes, uint64_t offset, size_t *done)
{
    size_t part = disk_within(disk, bytes, offset);
    int error = part > 0 ? disk->operations->read(disk, buffer, part, offset) : 0;

    *done = error == 0 ? part : 0;
    return error;
}

int disk_write(struct disk *disk, const void *buffer, size_t bytes, uint64_t offset, size_t *done)
{
    size_t part = disk_within(disk, bytes, offset);
    int error = bytes == 0 ? 0
                : part > 0 ? disk->operations->write(disk, buffer, part, offset)
                           : ENOSPC;

    *done = error == 0 ? part : 0;
    return error;
}
