/* SPDX-License-Identifier: BSD-2-Clause */
/* A GPT has two copies, behind sector 0 and at the disk's end. The second one counts if the first
 * is damaged. */
#include "little.h"
#include "partition.h"

enum {
    HEADER_BYTES = 12,
    HEADER_CRC = 16,
    HEADER_SELF = 24,
    HEADER_FIRST = 40,
    HEADER_LAST = 48,
    HEADER_ENTRIES = 72,
    HEADER_COUNT = 80,
    HEADER_ENTRY_BYTES = 84,
    HEADER_ENTRIES_CRC = 88,
    HEADER_LEAST = 92
};
enum { ENTRY_FIRST = 32, ENTRY_LAST = 40, ENTRY_LEAST = 128 };

#define ENTRIES_MOST 1024 /* bounds the number of sectors to read */

static const char signature[] = "EFI PART";
static const char damaged[] = "the partition table (GPT) is damaged";

struct table {
    uint64_t first, last; /* sectors that partitions may use */
    uint64_t entries;     /* first sector of the entries */
    uint32_t count, entry_bytes, crc;
};

/* Continues a checksum. crc: that of all bytes before these; 0 at the start. */
static uint32_t crc32(uint32_t crc, const uint8_t *bytes, uint32_t count)
{
    crc = ~crc;
    for (uint32_t i = 0; i < count; i++) {
        crc ^= bytes[i];
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

static bool header_is_good(uint8_t *header, uint64_t self)
{
    uint32_t bytes = little32(header + HEADER_BYTES), crc = little32(header + HEADER_CRC);

    memset(header + HEADER_CRC, 0, sizeof crc); /* the checksum counts its own field as 0 */
    return memcmp(header, signature, sizeof signature - 1) == 0 && bytes >= HEADER_LEAST &&
           bytes <= BLOCK_SECTOR && crc32(0, header, bytes) == crc &&
           little64(header + HEADER_SELF) == self;
}

/* The standard makes an entry's size a power of 2, so no entry crosses sectors. */
static bool table_is_good(const struct table *table, uint64_t sectors)
{
    uint32_t size = table->entry_bytes;

    return (size == ENTRY_LEAST || size == 2 * ENTRY_LEAST || size == 4 * ENTRY_LEAST) &&
           table->count > 0 && table->count <= ENTRIES_MOST && table->first > 0 &&
           table->first <= table->last && table->last < sectors && table->entries > 0 &&
           table->entries < sectors;
}

static bool read_table(const struct partition_disk *disk, uint64_t at, struct table *table)
{
    uint8_t header[BLOCK_SECTOR];

    if (!disk->read(disk->context, at, header) || !header_is_good(header, at))
        return false;
    *table = (struct table){
        little64(header + HEADER_FIRST),       little64(header + HEADER_LAST),
        little64(header + HEADER_ENTRIES),     little32(header + HEADER_COUNT),
        little32(header + HEADER_ENTRY_BYTES), little32(header + HEADER_ENTRIES_CRC)};
    return table_is_good(table, disk->sectors);
}

/* Reads all entries for their checksum and copies one. Returns false if they are damaged. */
static bool read_entry(const struct partition_disk *disk, const struct table *table, unsigned index,
                       uint8_t *entry)
{
    uint8_t sector[BLOCK_SECTOR];
    uint32_t left = table->count * table->entry_bytes, place = index * table->entry_bytes, crc = 0;

    for (uint64_t at = table->entries; left > 0; at++) {
        uint32_t bytes = left < BLOCK_SECTOR ? left : BLOCK_SECTOR;

        if (at >= disk->sectors || !disk->read(disk->context, at, sector))
            return false;
        if (at - table->entries == place / BLOCK_SECTOR)
            memcpy(entry, sector + place % BLOCK_SECTOR, ENTRY_LEAST);
        crc = crc32(crc, sector, bytes);
        left -= bytes;
    }
    return crc == table->crc;
}

static const char *take(const struct table *table, const uint8_t *entry, struct extent *extent)
{
    static const uint8_t no_type[16];
    uint64_t first = little64(entry + ENTRY_FIRST), last = little64(entry + ENTRY_LAST);

    if (memcmp(entry, no_type, sizeof no_type) == 0)
        return "there is no such partition";
    if (first < table->first || last > table->last || first > last)
        return "the partition is not within the disk";
    *extent = (struct extent){first, last - first + 1};
    return NULL;
}

const char *gpt_find(const struct partition_disk *disk, unsigned number, struct extent *extent)
{
    const uint64_t places[] = {1, disk->sectors - 1};
    uint8_t entry[ENTRY_LEAST] = {0};
    struct table table;

    for (unsigned i = 0; i < sizeof places / sizeof *places && disk->sectors > 1; i++) {
        if (read_table(disk, places[i], &table) && read_entry(disk, &table, number - 1, entry)) {
            return number <= table.count ? take(&table, entry, extent)
                                         : "there is no such partition";
        }
    }
    return damaged;
}
