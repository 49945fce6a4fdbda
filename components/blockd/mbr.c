/* SPDX-License-Identifier: BSD-2-Clause */
#include "little.h"
#include "partition.h"

#define PRIMARY 4 /* entries of a table */

enum { ENTRIES_AT = 446, ENTRY_BYTES = 16, SIGNATURE_AT = 510 };
enum { ENTRY_STATUS = 0, ENTRY_TYPE = 4, ENTRY_FIRST = 8, ENTRY_COUNT = 12 };
enum {
    TYPE_NONE = 0,
    TYPE_EXTENDED = 0x05,
    TYPE_EXTENDED_LBA = 0x0f,
    TYPE_EXTENDED_LINUX = 0x85,
    TYPE_GPT = 0xee
};

struct entry {
    uint8_t type;
    struct extent extent;
};

static struct entry entry_of(const uint8_t *sector, unsigned index)
{
    const uint8_t *entry = sector + ENTRIES_AT + index * ENTRY_BYTES;

    return (struct entry){entry[ENTRY_TYPE],
                          {little32(entry + ENTRY_FIRST), little32(entry + ENTRY_COUNT)}};
}

static bool is_extended(const struct entry *entry)
{
    return entry->type == TYPE_EXTENDED || entry->type == TYPE_EXTENDED_LBA ||
           entry->type == TYPE_EXTENDED_LINUX;
}

/* The boot sector of a file system without a table may have the same signature; then the status
 * bytes have other values. */
static bool is_table(const uint8_t *sector)
{
    for (unsigned i = 0; i < PRIMARY; i++)
        if ((sector[ENTRIES_AT + i * ENTRY_BYTES + ENTRY_STATUS] & 0x7f) != 0)
            return false;
    return sector[SIGNATURE_AT] == 0x55 && sector[SIGNATURE_AT + 1] == 0xaa;
}

static const char *take(const struct entry *entry, uint64_t base, uint64_t end,
                        struct extent *extent)
{
    if (entry->type == TYPE_NONE || entry->extent.count == 0)
        return "there is no such partition";
    *extent = (struct extent){base + entry->extent.first, entry->extent.count};
    if (entry->extent.first == 0 || extent->first >= end || extent->count > end - extent->first)
        return "the partition is not within the disk";
    return NULL;
}

/* Each logical partition has a table of its own, which points to the next one within the extended
 * partition `all`. Each table must be behind the one before, so the walk ends. */
static const char *find_logical(const struct partition_disk *disk, const struct extent *all,
                                unsigned number, struct extent *extent)
{
    uint8_t sector[BLOCK_SECTOR];
    uint64_t at = all->first, next;
    struct entry entry;

    for (unsigned i = PRIMARY + 1;; i++, at = next) {
        if (!disk->read(disk->context, at, sector))
            return "a partition table cannot be read";
        if (!is_table(sector))
            return "the chain of logical partitions is broken";
        if (i == number) {
            entry = entry_of(sector, 0);
            return take(&entry, at, all->first + all->count, extent);
        }
        entry = entry_of(sector, 1);
        next = all->first + entry.extent.first;
        if (!is_extended(&entry))
            return "there is no such partition";
        if (next <= at || entry.extent.first >= all->count)
            return "the chain of logical partitions is broken";
    }
}

static const char *find(const struct partition_disk *disk, const uint8_t *sector, unsigned number,
                        struct extent *extent)
{
    struct entry entry;
    struct extent all;

    if (number <= PRIMARY) {
        entry = entry_of(sector, number - 1);
        return is_extended(&entry)
                   ? "it is an extended partition; the logical ones in it are 5 and up"
                   : take(&entry, 0, disk->sectors, extent);
    }
    for (unsigned i = 0; i < PRIMARY; i++) {
        entry = entry_of(sector, i);
        if (is_extended(&entry)) {
            const char *problem = take(&entry, 0, disk->sectors, &all);

            return problem != NULL ? problem : find_logical(disk, &all, number, extent);
        }
    }
    return "there is no such partition";
}

const char *partition_find(const struct partition_disk *disk, unsigned number,
                           struct extent *extent)
{
    uint8_t sector[BLOCK_SECTOR];

    if (disk->sectors == 0 || !disk->read(disk->context, 0, sector))
        return "the partition table cannot be read";
    if (!is_table(sector))
        return "the disk has no partition table";
    for (unsigned i = 0; i < PRIMARY; i++)
        if (entry_of(sector, i).type == TYPE_GPT)
            return gpt_find(disk, number, extent);
    return find(disk, sector, number, extent);
}
