/* SPDX-License-Identifier: BSD-2-Clause */
/* A small disk in memory with partition tables that tests make, right or wrong. */
#ifndef TABLES_H
#define TABLES_H

#include "partition.h"

#define SECTORS     512
#define GPT_ENTRIES 8
#define GPT_FIRST   10
#define GPT_LAST    (SECTORS - 11)

extern uint8_t image[SECTORS][BLOCK_SECTOR];
extern unsigned reads; /* sectors read since tables_clear() */
extern const struct partition_disk tables_disk;

void tables_clear(void);
void put16(uint8_t *to, uint16_t value);
void put32(uint8_t *to, uint32_t value);
void put64(uint8_t *to, uint64_t value);

/* Writes entry 0 .. 3 of an MBR or of a logical partition's table, and its signature. */
void mbr_put(unsigned sector, unsigned index, uint8_t type, uint32_t first, uint32_t count);

/* Writes an entry of a GPT, in both copies; gpt_seal() makes their headers and the MBR before
 * them. */
void gpt_put(unsigned index, uint64_t first, uint64_t last);
void gpt_seal(void);

/* Makes the checksums of the header at a sector right again. */
void gpt_sum(unsigned sector);

#endif
