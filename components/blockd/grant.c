/* SPDX-License-Identifier: BSD-2-Clause */
#include "grant.h"

#include <cos/abi.h>

const char *grant_resolve(struct grant *grant, const struct partition_disk *disk,
                          bool disk_read_only)
{
    struct extent *extent = &grant->extent;

    if (grant->writable && disk_read_only)
        return "the disk is read-only; expected `mode: ro`";
    if (grant->part != 0)
        return partition_find(disk, grant->part, extent);
    if (extent->first >= disk->sectors || extent->count > disk->sectors - extent->first)
        return "these sectors are beyond the disk's end";
    if (extent->count == 0)
        extent->count = disk->sectors - extent->first;
    return NULL;
}

static bool overlap(const struct grant *one, const struct grant *other)
{
    const struct extent *a = &one->extent, *b = &other->extent;

    return one->disk == other->disk && a->first < b->first + b->count &&
           b->first < a->first + a->count;
}

bool grants_collide(const struct grants *grants, unsigned *one, unsigned *other)
{
    for (*other = 1; *other < grants->count; ++*other) {
        for (*one = 0; *one < *other; ++*one) {
            const struct grant *a = &grants->of[*one], *b = &grants->of[*other];

            if (a->writable && b->writable && overlap(a, b))
                return true;
        }
    }
    return false;
}

static int32_t refuse(struct grant *grant, enum blockd_counter counter, int32_t error)
{
    grant->counters[counter]++;
    return error;
}

int32_t grant_translate(struct grant *grant, const struct link_request *request, uint64_t *sector)
{
    uint64_t sectors = request->length / BLOCK_SECTOR, count = grant->extent.count;

    switch (request->kind) {
    case BLOCK_WRITE:
        if (!grant->writable)
            return refuse(grant, BLOCKD_DENIED, -COS_EDENIED);
        __attribute__((fallthrough));
    case BLOCK_READ:
        if (request->length % BLOCK_SECTOR != 0 || sectors == 0 || sectors > count ||
            request->block > count - sectors)
            return refuse(grant, BLOCKD_INVALID, -COS_EINVAL);
        *sector = grant->extent.first + request->block;
        return 0;
    case BLOCK_INFO:
    case BLOCK_FLUSH:
        return 0;
    default:
        return refuse(grant, BLOCKD_INVALID, -COS_ENOSYS);
    }
}
