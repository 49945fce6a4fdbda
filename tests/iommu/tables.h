/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables of firmware, in a memory of their own. */
#ifndef TABLES_H
#define TABLES_H

#include <stddef.h>
#include <stdint.h>

#define MEMORY 0x10000
#define RSDP   0x100 /* where things are in it, as tables_make() puts them */
#define RSDT   0x200
#define XSDT   0x300
#define OTHER  0x400 /* a table that nobody looks for */
#define DMAR   0x1000

#define UNIT_BYTES 24 /* of an entry for a unit, with one device */

extern uint8_t memory[MEMORY];

/* Writes a number of so many bytes. */
void put(uint64_t at, uint64_t value, unsigned bytes);
/* Makes the sum of bytes 0 by that of the byte at `sum`. */
void seal(uint64_t at, uint64_t bytes, uint64_t sum);
/* All of them: a DMAR table with so many units, the first one with registers at 0xfed90000, each
 * next a page on. */
void tables_make(unsigned units);
/* Changes the DMAR table's length, and its checksum. */
void tables_seal(uint64_t bytes);

/* A acpi_look: each range in memory of its own, gone with the next, so that each byte too far is
 * found. */
const uint8_t *look(uint64_t physical, uint64_t bytes);
void look_end(void);

#endif
