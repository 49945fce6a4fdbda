/* SPDX-License-Identifier: BSD-2-Clause */
#include "tables.h"

#include <string.h>

#define HEADER_BYTES 92

uint8_t image[SECTORS][BLOCK_SECTOR];
unsigned reads;

static bool read_image(void *context, uint64_t sector, uint8_t *bytes)
{
    (void)context;
    reads++;
    if (sector >= SECTORS)
        return false;
    memcpy(bytes, image[sector], BLOCK_SECTOR);
    return true;
}

const struct partition_disk tables_disk = {SECTORS, read_image, NULL};

void tables_clear(void)
{
    memset(image, 0, sizeof image);
    reads = 0;
}

void put16(uint8_t *to, uint16_t value)
{
    to[0] = (uint8_t)value;
    to[1] = (uint8_t)(value >> 8);
}

void put32(uint8_t *to, uint32_t value)
{
    put16(to, (uint16_t)value);
    put16(to + 2, (uint16_t)(value >> 16));
}

void put64(uint8_t *to, uint64_t value)
{
    put32(to, (uint32_t)value);
    put32(to + 4, (uint32_t)(value >> 32));
}

void mbr_put(unsigned sector, unsigned index, uint8_t type, uint32_t first, uint32_t count)
{
    uint8_t *entry = image[sector] + 446 + 16 * index;

    entry[4] = type;
    put32(entry + 8, first);
    put32(entry + 12, count);
    put16(image[sector] + 510, 0xaa55);
}

/* Bit by bit, as the definition says: the reflected polynomial of ISO 3309. */
static uint32_t sum(const uint8_t *bytes, unsigned count)
{
    uint32_t value = UINT32_MAX;

    for (unsigned bit = 0; bit < 8 * count; bit++) {
        bool one = (value ^ bytes[bit / 8] >> bit % 8) & 1;

        value = one ? value >> 1 ^ 0xedb88320 : value >> 1;
    }
    return ~value;
}

static uint8_t *entries_of(unsigned header)
{
    return image[header == 1 ? 2 : SECTORS - 3];
}

void gpt_put(unsigned index, uint64_t first, uint64_t last)
{
    const unsigned headers[] = {1, SECTORS - 1};

    for (unsigned i = 0; i < 2; i++) {
        uint8_t *entry = entries_of(headers[i]) + 128 * index;

        entry[0] = 1;
        put64(entry + 32, first);
        put64(entry + 40, last);
    }
}

void gpt_sum(unsigned sector)
{
    uint8_t *header = image[sector];

    put32(header + 88, sum(entries_of(sector), GPT_ENTRIES * 128));
    put32(header + 16, 0);
    put32(header + 16, sum(header, HEADER_BYTES));
}

static void make_header(unsigned sector)
{
    uint8_t *header = image[sector];

    memcpy(header, "EFI PART", 8);
    put32(header + 8, 0x10000);
    put32(header + 12, HEADER_BYTES);
    put64(header + 24, sector);
    put64(header + 32, SECTORS - sector);
    put64(header + 40, GPT_FIRST);
    put64(header + 48, GPT_LAST);
    put64(header + 72, sector == 1 ? 2 : SECTORS - 3);
    put32(header + 80, GPT_ENTRIES);
    put32(header + 84, 128);
    gpt_sum(sector);
}

void gpt_seal(void)
{
    mbr_put(0, 0, 0xee, 1, SECTORS - 1);
    make_header(1);
    make_header(SECTORS - 1);
}
